package io.busbar.standalone.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements that bring a table of samples from how it is stored to how a profile stores it; none when it is there already. Each
 * may be run again. Pure.
 */
final class ProfilePlan {

    /**
     * A late row for a compressed chunk unpacks the thousand rows around it, and a batch of late rows of many devices soon more than the
     * hundred thousand that one transaction may: the writer would meet an error that trying again does not cure.
     */
    static final String LIFT_DECOMPRESSION_LIMIT =
            "ALTER ROLE CURRENT_USER IN DATABASE %s SET timescaledb.max_tuples_decompressed_per_dml_transaction = 0";

    private ProfilePlan() {}

    /** @param chunkInterval of a table that becomes a hypertable */
    static List<String> statements(
            StorageProfile profile,
            StorageTable table,
            TableState state,
            Duration chunkInterval,
            StorageOptions options) {
        List<String> statements = new ArrayList<>();
        if (profile.hasHypertables() && !state.hypertable()) {
            statements.add(createHypertable(table, chunkInterval));
        }
        if (profile.hasColumnstore()) {
            if (!String.join(",", table.series()).equals(state.segmentBy()) || !"time".equals(state.orderBy())) {
                statements.add(enableColumnstore(table));
            }
            if (!options.columnstoreAfter().equals(state.columnstoreAfter())) {
                // if_not_exists would keep the old age, with no more than a warning
                statements.add("CALL remove_columnstore_policy('" + table.tableName() + "', if_exists => true)");
                statements.add("CALL add_columnstore_policy('" + table.tableName() + "', after => "
                        + interval(options.columnstoreAfter()) + ")");
            }
        }
        return statements;
    }

    static String setChunkInterval(StorageTable table, Duration chunkInterval) {
        return "SELECT set_chunk_time_interval('" + table.tableName() + "', " + interval(chunkInterval) + ")";
    }

    /** Without the index by time that is made by default: nothing asks across all devices, and every row would pay for it. */
    private static String createHypertable(StorageTable table, Duration chunkInterval) {
        return "SELECT create_hypertable('" + table.tableName() + "', by_range('time', " + interval(chunkInterval)
                + "), create_default_indexes => false, if_not_exists => true, migrate_data => true)";
    }

    /** One batch of columns holds one series in the order of time: neighbouring values are nearly equal. */
    private static String enableColumnstore(StorageTable table) {
        return "ALTER TABLE " + table.tableName()
                + " SET (timescaledb.enable_columnstore = true, timescaledb.segmentby = '"
                + String.join(", ", table.series()) + "', timescaledb.orderby = 'time')";
    }

    private static String interval(Duration duration) {
        return "INTERVAL '" + duration.toSeconds() + " seconds'";
    }
}
