package io.busbar.benchmarks.path;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;

/** What is in the tables, and when it was committed. Confined to one thread. */
public final class Committed implements AutoCloseable {

    private final Connection connection;

    Committed(Connection connection) {
        this.connection = connection;
    }

    /**
     * From when frames were due to when their rows were committed, by the clock of the one machine that all of it runs on; without the time that the
     * commit's log takes to the disk.
     *
     * @param frames of the time that is asked for
     */
    public record Lateness(long frames, double p50Millis, double p99Millis, double maxMillis) {}

    Lateness lateness(Instant from, Instant to) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                """
                SELECT count(*), coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY late), 0),
                       coalesce(percentile_disc(0.99) WITHIN GROUP (ORDER BY late), 0), coalesce(max(late), 0)
                FROM (SELECT 1000 * extract(epoch FROM pg_xact_commit_timestamp(xmin) - time) AS late
                      FROM bms_sample WHERE time >= ? AND time < ?) AS rows
                """)) {
            query.setTimestamp(1, Timestamp.from(from));
            query.setTimestamp(2, Timestamp.from(to));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Lateness(row.getLong(1), row.getDouble(2), row.getDouble(3), row.getDouble(4));
            }
        }
    }

    /**
     * How many of these frames are stored.
     *
     * @param bmsSerialNumbers and millis: whose, and observed when; in the same order
     */
    int stored(List<String> bmsSerialNumbers, List<Long> millis) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                """
                SELECT count(*) FROM unnest(?::text[], ?::bigint[]) AS frame (bms, millis)
                  JOIN device d ON d.serial_number = frame.bms
                  JOIN bms_sample s ON s.bms_id = d.id AND s.time = to_timestamp(frame.millis / 1000.0)
                """)) {
            query.setArray(1, connection.createArrayOf("text", bmsSerialNumbers.toArray()));
            query.setArray(2, connection.createArrayOf("bigint", millis.toArray()));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    long packRows() throws SQLException {
        return count("SELECT count(*) FROM pack_sample");
    }

    /** Occurrences of the alarm that each alarming frame raises. */
    long alarms() throws SQLException {
        return count("SELECT count(*) FROM alarm WHERE rule_id = 'soc-low-protection'");
    }

    /** The loggers whose rows are not as many as the frames that they sent, as a text; empty when there are none. */
    String differences(List<Long> sentByLogger) throws SQLException {
        StringBuilder found = new StringBuilder();
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT d.serial_number, count(*) FROM bms_sample s JOIN device d ON d.id = s.bms_id GROUP BY 1 ORDER BY 1");
                ResultSet rows = query.executeQuery()) {
            int logger = 0;
            while (rows.next()) {
                long sent = sentByLogger.get(logger++);
                if (rows.getLong(2) != sent) {
                    found.append(rows.getString(1))
                            .append(": sent ")
                            .append(sent)
                            .append(", stored ")
                            .append(rows.getLong(2))
                            .append("; ");
                }
            }
            if (logger != sentByLogger.size()) {
                found.append("loggers with rows: ").append(logger);
            }
        }
        return found.toString();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private long count(String sql) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
