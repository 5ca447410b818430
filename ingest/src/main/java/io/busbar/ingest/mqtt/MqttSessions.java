package io.busbar.ingest.mqtt;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that outlive their connections, at most one for each logger. Kept in memory: after a restart of the door a client is
 * told that there is none, and subscribes again. Confined to the listener's event loop.
 */
final class MqttSessions {

    /** Whoever stays away longer begins anew. */
    static final long MAX_EXPIRY_SECONDS = TimeUnit.DAYS.toSeconds(1);

    private final Map<String, Kept> bySerialNumber = new HashMap<>();

    /** Takes out the session to go on with; null when the client must begin anew. */
    @Nullable
    MqttSession resume(String serialNumber, String clientId, long nowNanos) {
        @Nullable Kept kept = bySerialNumber.remove(serialNumber);
        return kept != null && kept.lives(nowNanos) && kept.session.clientId().equals(clientId) ? kept.session : null;
    }

    /** The connection has ended. */
    void keep(String serialNumber, MqttSession session, long nowNanos) {
        if (session.expirySeconds() > 0) {
            bySerialNumber.put(
                    serialNumber, new Kept(session, nowNanos + TimeUnit.SECONDS.toNanos(session.expirySeconds())));
        }
    }

    void forgetExpired(long nowNanos) {
        bySerialNumber.values().removeIf(kept -> !kept.lives(nowNanos));
    }

    int size() {
        return bySerialNumber.size();
    }

    private record Kept(MqttSession session, long endsAtNanos) {

        boolean lives(long nowNanos) {
            return nowNanos - endsAtNanos < 0;
        }
    }
}
