package io.busbar.ingest.admission;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** At most one session for each logger, over all transports: the newer one takes over. Thread-safe. */
final class Sessions {

    private final Map<String, Session> bySerialNumber = new ConcurrentHashMap<>();

    void enter(String serialNumber, Session session) {
        @Nullable Session older = bySerialNumber.put(serialNumber, session);
        if (older != null && !older.equals(session)) {
            older.end(Session.End.TAKEN_OVER);
        }
    }

    /** Does nothing when another session has taken over. */
    void leave(String serialNumber, Session session) {
        bySerialNumber.remove(serialNumber, session);
    }

    void end(String serialNumber, Session.End end) {
        @Nullable Session session = bySerialNumber.get(serialNumber);
        if (session != null) {
            session.end(end);
        }
    }
}
