package io.busbar.jobs.sink;

import io.busbar.jobs.database.Transactions;
import io.busbar.jobs.sample.FrameSamples;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** When loggers were last heard of, gathered until it is written. One thread may take while another writes. */
final class LoggerActivity {

    /** In order of logger, so that two writers never wait for each other; of two times the later stays. */
    private static final String UPSERT =
            "INSERT INTO logger_activity AS old (logger_sn, last_observed_at, last_received_at)"
                    + " SELECT logger_sn, to_timestamp(observed / 1000.0), to_timestamp(received / 1000.0)"
                    + " FROM unnest(?::text[], ?::bigint[], ?::bigint[]) AS n (logger_sn, observed, received)"
                    + " ON CONFLICT (logger_sn) DO UPDATE SET"
                    + " last_observed_at = greatest(old.last_observed_at, excluded.last_observed_at),"
                    + " last_received_at = greatest(old.last_received_at, excluded.last_received_at)"
                    + " WHERE excluded.last_observed_at > old.last_observed_at"
                    + " OR excluded.last_received_at > old.last_received_at";

    private Map<String, Times> newest = new HashMap<>();

    private static final class Times {
        private long observedAtMillis = Long.MIN_VALUE;
        private long receivedAtMillis = Long.MIN_VALUE;
    }

    /** A frame that claims to be ahead of its receipt counts as observed when it was received. */
    synchronized void take(FrameSamples frame) {
        Times times = newest.computeIfAbsent(frame.loggerSerialNumber(), logger -> new Times());
        boolean isAhead = frame.isAhead();
        times.observedAtMillis =
                Math.max(times.observedAtMillis, isAhead ? frame.receivedAtMillis() : frame.observedAtMillis());
        times.receivedAtMillis = Math.max(times.receivedAtMillis, frame.receivedAtMillis());
    }

    /**
     * Returns when all that was taken is committed.
     *
     * @throws InterruptedException when interrupted while the database is away
     */
    void write(Transactions transactions) throws InterruptedException {
        Map<String, Times> inOrder = new TreeMap<>(takeAll());
        if (inOrder.isEmpty()) {
            return;
        }
        SQLException refusal = transactions.commit(open -> upsert(open, inOrder));
        if (refusal != null) {
            throw new IllegalStateException("cannot write logger_activity: " + refusal.getMessage(), refusal);
        }
    }

    private synchronized Map<String, Times> takeAll() {
        Map<String, Times> taken = newest;
        newest = new HashMap<>();
        return taken;
    }

    private static void upsert(Connection open, Map<String, Times> inOrder) throws SQLException {
        Object[] loggers = inOrder.keySet().toArray();
        Object[] observed =
                inOrder.values().stream().map(times -> times.observedAtMillis).toArray();
        Object[] received =
                inOrder.values().stream().map(times -> times.receivedAtMillis).toArray();
        try (PreparedStatement upsert = open.prepareStatement(UPSERT)) {
            upsert.setArray(1, open.createArrayOf("text", loggers));
            upsert.setArray(2, open.createArrayOf("int8", observed));
            upsert.setArray(3, open.createArrayOf("int8", received));
            upsert.executeUpdate();
        }
    }
}
