package io.busbar.standalone.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From the oldest to the newest row of a table, found without reading all of it. Immutable. */
record TimeRange(Instant oldest, Instant newest) {

    /** Walks the primary key from series to series and looks at both ends of each. */
    private static final String BY_SERIES =
            """
            WITH RECURSIVE series AS (
              (SELECT %1$s FROM %2$s ORDER BY %1$s LIMIT 1)
              UNION ALL
              SELECT next.* FROM series CROSS JOIN LATERAL (
                SELECT %1$s FROM %2$s t WHERE (%3$s) > (%4$s) ORDER BY %1$s LIMIT 1) next
            )
            SELECT min(first.time), max(last.time) FROM series
              CROSS JOIN LATERAL (SELECT time FROM %2$s t WHERE (%3$s) = (%4$s) ORDER BY %1$s, time LIMIT 1) first
              CROSS JOIN LATERAL (SELECT time FROM %2$s t WHERE (%3$s) = (%4$s) ORDER BY %5$s, time DESC LIMIT 1) last
            """;

    private static final String CHUNKS = "SELECT range_start, range_end FROM timescaledb_information.chunks"
            + " WHERE hypertable_schema = current_schema() AND hypertable_name = ? ORDER BY range_start";

    Duration length() {
        return Duration.between(oldest, newest);
    }

    /** Nothing when the table is empty. */
    static Optional<TimeRange> ofPlain(Connection connection, StorageTable table) throws SQLException {
        String sql = BY_SERIES.formatted(
                String.join(", ", table.series()),
                table.tableName(),
                qualified(table, "t"),
                qualified(table, "series"),
                String.join(" DESC, ", table.series()) + " DESC");
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return read(row);
        }
    }

    /** Reads the first and the last chunk that have rows. */
    static Optional<TimeRange> ofHypertable(Connection connection, StorageTable table) throws SQLException {
        List<Timestamp[]> chunks = chunks(connection, table);
        Optional<TimeRange> first = Optional.empty();
        for (int i = 0; i < chunks.size() && first.isEmpty(); i++) {
            first = ofChunk(connection, table, chunks.get(i));
        }
        Optional<TimeRange> last = Optional.empty();
        for (int i = chunks.size() - 1; i >= 0 && last.isEmpty(); i--) {
            last = ofChunk(connection, table, chunks.get(i));
        }
        return first.isEmpty() || last.isEmpty()
                ? Optional.empty()
                : Optional.of(new TimeRange(first.get().oldest(), last.get().newest()));
    }

    private static List<Timestamp[]> chunks(Connection connection, StorageTable table) throws SQLException {
        List<Timestamp[]> chunks = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(CHUNKS)) {
            query.setString(1, table.tableName());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    chunks.add(new Timestamp[] {row.getTimestamp(1), row.getTimestamp(2)});
                }
            }
        }
        return chunks;
    }

    private static Optional<TimeRange> ofChunk(Connection connection, StorageTable table, Timestamp[] bounds)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT min(time), max(time) FROM " + table.tableName() + " WHERE time >= ? AND time < ?")) {
            query.setTimestamp(1, bounds[0]);
            query.setTimestamp(2, bounds[1]);
            try (ResultSet row = query.executeQuery()) {
                return read(row);
            }
        }
    }

    private static Optional<TimeRange> read(ResultSet row) throws SQLException {
        row.next();
        Timestamp oldest = row.getTimestamp(1);
        return oldest == null
                ? Optional.empty()
                : Optional.of(
                        new TimeRange(oldest.toInstant(), row.getTimestamp(2).toInstant()));
    }

    private static String qualified(StorageTable table, String alias) {
        return alias + "." + String.join(", " + alias + ".", table.series());
    }
}
