package io.busbar.standalone.database.retention;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The chunks of a table of TimescaleDB; a plain table has none. Confined to one thread. */
final class Hypertable {

    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 250;

    private final Connection connection;
    private final RetainedTable table;
    private @Nullable Instant lookedAt;

    /** From (inclusive) to (exclusive). The name is quoted. Immutable. */
    record Chunk(String name, Instant from, Instant to) {}

    Hypertable(Connection connection, RetainedTable table) {
        this.connection = connection;
        this.table = table;
    }

    boolean exists() throws SQLException {
        return ask("SELECT to_regclass('timescaledb_information.hypertables') IS NOT NULL")
                && ask("SELECT EXISTS (SELECT 1 FROM timescaledb_information.hypertables"
                        + " WHERE hypertable_schema = current_schema() AND hypertable_name = '" + table.tableName()
                        + "')");
    }

    /** In order of time. */
    List<Chunk> chunks() throws SQLException {
        List<Chunk> chunks = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT format('%I.%I', chunk_schema, chunk_name), range_start, range_end"
                        + " FROM timescaledb_information.chunks WHERE hypertable_schema = current_schema()"
                        + " AND hypertable_name = ? ORDER BY range_start")) {
            statement.setString(1, table.tableName());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    chunks.add(new Chunk(
                            row.getString(1),
                            row.getObject(2, OffsetDateTime.class).toInstant(),
                            row.getObject(3, OffsetDateTime.class).toInstant()));
                }
            }
        }
        return chunks;
    }

    /** As the first thing of a transaction, so that its snapshot is taken when nobody writes any more. */
    void lock(List<Chunk> chunks) throws SQLException {
        execute("SET LOCAL lock_timeout = '60s'");
        for (Chunk chunk : chunks) {
            execute("LOCK TABLE " + chunk.name() + " IN SHARE ROW EXCLUSIVE MODE");
        }
    }

    /** One by one by their own range: no other can be inside it. */
    void drop(List<Chunk> chunks) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT drop_chunks('" + table.tableName()
                + "', older_than => ?::timestamptz, newer_than => ?::timestamptz)")) {
            for (Chunk chunk : chunks) {
                statement.setObject(1, chunk.to().atOffset(ZoneOffset.UTC));
                statement.setObject(2, chunk.from().atOffset(ZoneOffset.UTC));
                int dropped = 0;
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        dropped++;
                    }
                }
                if (dropped != 1) {
                    throw new SQLException("chunk " + chunk.name() + " was to be dropped, " + dropped + " were");
                }
            }
        }
    }

    /**
     * A dropped chunk is gone for everybody, also for a transaction that began when the horizon was before it: waits until none is left.
     *
     * @return false when one reads for very long
     */
    boolean awaitOlderQueries() throws SQLException, IOException, InterruptedException {
        if (lookedAt == null) {
            lookedAt = now();
        }
        long deadline = System.nanoTime() + LONGEST_ANSWER.toNanos();
        while (olderQueries(Objects.requireNonNull(lookedAt)) > 0) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }

    private Instant now() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
            row.next();
            Instant now = row.getObject(1, OffsetDateTime.class).toInstant();
            connection.commit();
            return now;
        }
    }

    private long olderQueries(Instant than) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                        + " AND application_name = 'busbar-query-api' AND xact_start <= ?")) {
            statement.setObject(1, than.atOffset(ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long older = row.getLong(1);
                connection.commit();
                return older;
            }
        }
    }

    private boolean ask(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
