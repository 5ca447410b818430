package io.busbar.standalone.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a table of samples is stored now. Immutable.
 *
 * @param segmentBy columns of the columnstore, separated by commas; null when it is not enabled
 * @param orderBy columns of the columnstore; null when it is not enabled
 * @param columnstoreAfter of the policy; null when there is none
 */
record TableState(
        boolean hypertable, @Nullable String segmentBy, @Nullable String orderBy, @Nullable Duration columnstoreAfter) {

    static final TableState PLAIN = new TableState(false, null, null, null);

    private static final String QUERY =
            """
            SELECT replace(s.segmentby, '"', ''), replace(s.orderby, '"', ''),
                   (SELECT extract(epoch FROM (j.config ->> 'compress_after')::interval)
                      FROM timescaledb_information.jobs j
                     WHERE j.hypertable_schema = h.hypertable_schema AND j.hypertable_name = h.hypertable_name
                       AND j.proc_name = 'policy_compression')
              FROM timescaledb_information.hypertables h
              LEFT JOIN timescaledb_information.hypertable_compression_settings s
                ON h.compression_enabled AND s.hypertable = format('%I.%I', h.hypertable_schema, h.hypertable_name)::regclass
             WHERE h.hypertable_schema = current_schema() AND h.hypertable_name = ?
            """;

    /** Needs a database that has the extension. */
    static TableState read(Connection connection, StorageTable table) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setString(1, table.tableName());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return PLAIN;
                }
                long seconds = row.getLong(3);
                return new TableState(
                        true, row.getString(1), row.getString(2), row.wasNull() ? null : Duration.ofSeconds(seconds));
            }
        }
    }
}
