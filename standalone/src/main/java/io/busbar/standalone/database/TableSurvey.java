package io.busbar.standalone.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out what is stored in the tables of samples. Confined to one thread. */
final class TableSurvey {

    /** A table up to this size is counted, which takes a second or two. */
    private static final long COUNTED_BYTES = 32L << 20;

    private static final int SAMPLED_ROWS = 10_000;

    private final Connection connection;
    private final boolean hypertables;
    private final Map<StorageTable, Duration> chunkIntervals;

    private record Count(long rows, long values, boolean exact) {}

    private record Retention(@Nullable Duration keep, @Nullable Instant horizon, @Nullable String exportFolder) {}

    TableSurvey(Connection connection, StorageProfile profile) throws SQLException {
        this.connection = connection;
        this.hypertables = profile.hasHypertables();
        this.chunkIntervals = hypertables ? ChunkUpkeep.intervals(connection) : Map.of();
    }

    TableStatus of(StorageTable table) throws SQLException {
        long bytes = hypertables
                ? number("SELECT hypertable_size('" + table.tableName() + "')")
                : ChunkMeter.bytes(connection, table);
        Count count = count(table, bytes);
        TimeRange range = (hypertables
                        ? TimeRange.ofHypertable(connection, table)
                        : TimeRange.ofPlain(connection, table))
                .orElse(null);
        Retention retention = retention(table);
        return new TableStatus(
                table.tableName(),
                hypertables ? (int) number(chunks(table, "")) : null,
                hypertables ? (int) number(chunks(table, " AND is_compressed")) : 0,
                chunkIntervals.get(table),
                bytes,
                count.rows(),
                count.values(),
                count.exact(),
                range == null ? null : range.oldest(),
                range == null ? null : range.newest(),
                retention.keep(),
                retention.horizon(),
                retention.exportFolder());
    }

    private Count count(StorageTable table, long bytes) throws SQLException {
        if (bytes > COUNTED_BYTES) {
            long rows = number(
                    hypertables
                            ? "SELECT approximate_row_count('" + table.tableName() + "')"
                            : "SELECT reltuples::bigint FROM pg_class WHERE oid = '" + table.tableName()
                                    + "'::regclass");
            // neither before the server's first ANALYZE
            if (rows > 0) {
                return new Count(rows, Math.round(rows * valuesPerRow(table)), false);
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*), coalesce(sum(" + table.valuesOfRow() + "), 0) FROM " + table.tableName())) {
            row.next();
            return new Count(row.getLong(1), row.getLong(2), true);
        }
    }

    private double valuesPerRow(StorageTable table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT coalesce(avg(" + table.valuesOfRow()
                        + "), 0) FROM (SELECT * FROM " + table.tableName() + " LIMIT " + SAMPLED_ROWS + ") t")) {
            row.next();
            return row.getDouble(1);
        }
    }

    private Retention retention(StorageTable table) throws SQLException {
        if (number("SELECT count(*) FROM pg_class WHERE oid = to_regclass('storage_retention')") == 0) {
            return new Retention(null, null, null);
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT extract(epoch FROM keep), horizon, export_dir"
                        + " FROM storage_retention WHERE table_name = '" + table.tableName() + "'")) {
            if (!row.next()) {
                return new Retention(null, null, null);
            }
            long keepSeconds = row.getLong(1);
            Duration keep = row.wasNull() ? null : Duration.ofSeconds(keepSeconds);
            Timestamp horizon = row.getTimestamp(2);
            return new Retention(keep, horizon == null ? null : horizon.toInstant(), row.getString(3));
        }
    }

    private static String chunks(StorageTable table, String condition) {
        return "SELECT count(*) FROM timescaledb_information.chunks WHERE hypertable_schema = current_schema()"
                + " AND hypertable_name = '" + table.tableName() + "'" + condition;
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
