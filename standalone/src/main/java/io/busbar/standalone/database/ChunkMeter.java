package io.busbar.standalone.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/** Measures how fast the tables of samples grow and how much memory the server has for what is being written. Stateless. */
final class ChunkMeter {

    /** Over less than this a rate is chance. */
    private static final Duration SHORTEST_SPAN = Duration.ofHours(1);

    private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

    /**
     * Bytes and seconds of the chunks since a time. The part of the newest chunk that is still to come does not count, nor does the part
     * before its creation, for live rows come in the order of time.
     */
    private static final String RECENT_CHUNKS =
            """
            SELECT coalesce(sum(pg_total_relation_size(format('%I.%I', chunk_schema, chunk_name)::regclass)), 0),
                   coalesce(sum(extract(epoch FROM least(range_end, now())
                       - CASE WHEN chunk_creation_time < range_end THEN greatest(range_start, chunk_creation_time)
                              ELSE range_start END)), 0)
              FROM timescaledb_information.chunks
             WHERE hypertable_schema = current_schema() AND hypertable_name = ? AND NOT is_compressed
               AND range_start < now() AND range_end > now() - make_interval(secs => ?)
            """;

    /** Half of the server's buffers: the other half is for what is read, and for the chunk before, which late rows go to. */
    private static final String ROOM =
            "SELECT pg_size_bytes(current_setting('shared_buffers')) / 2, (SELECT count(*) FROM device)";

    private ChunkMeter() {}

    /** Of hypertables, over a time until now. */
    static ChunkLoad ofHypertables(Connection connection, Duration window, boolean columnstore) throws SQLException {
        double bytesPerDay = 0;
        try (PreparedStatement query = connection.prepareStatement(RECENT_CHUNKS)) {
            for (StorageTable table : StorageTable.values()) {
                query.setString(1, table.tableName());
                query.setDouble(2, (double) window.toSeconds());
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    bytesPerDay += perDay(row.getDouble(1), row.getDouble(2));
                }
            }
        }
        return load(connection, bytesPerDay, columnstore);
    }

    /** Of plain tables, over all their rows. */
    static ChunkLoad ofPlainTables(Connection connection, boolean columnstore) throws SQLException {
        double bytesPerDay = 0;
        for (StorageTable table : StorageTable.values()) {
            Optional<TimeRange> range = TimeRange.ofPlain(connection, table);
            if (range.isPresent()) {
                bytesPerDay += perDay((double) bytes(connection, table), (double)
                        range.get().length().toSeconds());
            }
        }
        return load(connection, bytesPerDay, columnstore);
    }

    /** Of a plain table with its indexes. */
    static long bytes(Connection connection, StorageTable table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_total_relation_size('" + table.tableName() + "')")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static double perDay(double bytes, double seconds) {
        return seconds < SHORTEST_SPAN.toSeconds() ? 0 : bytes * DAY_SECONDS / seconds;
    }

    private static ChunkLoad load(Connection connection, double bytesPerDay, boolean columnstore) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ROOM)) {
            row.next();
            return new ChunkLoad(bytesPerDay, row.getInt(2), row.getLong(1), columnstore);
        }
    }
}
