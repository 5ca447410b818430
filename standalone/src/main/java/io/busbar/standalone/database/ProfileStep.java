package io.busbar.standalone.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores the tables of samples as a profile wants it. Each statement is a transaction; broken off, it goes on where it was. Stateless. */
final class ProfileStep {

    private static final Logger LOG = LoggerFactory.getLogger(ProfileStep.class);
    private static final long LARGE_BYTES = 100L << 20;

    private ProfileStep() {}

    static void apply(Connection session, StorageProfile profile, StorageOptions options) throws SQLException {
        if (!profile.hasHypertables()) {
            return;
        }
        Duration chunkInterval = chunkInterval(session, profile);
        for (StorageTable table : StorageTable.values()) {
            TableState state = TableState.read(session, table);
            if (!state.hypertable()) {
                announce(session, table, chunkInterval);
            }
            for (String sql : ProfilePlan.statements(profile, table, state, chunkInterval, options)) {
                execute(session, sql);
            }
        }
        if (profile.hasColumnstore()) {
            liftDecompressionLimit(session);
        }
    }

    static void execute(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    /** That of the tables which have one, so that all have the same; else by the rate of the rows that are there. */
    private static Duration chunkInterval(Connection session, StorageProfile profile) throws SQLException {
        var existing = ChunkUpkeep.intervals(session).values().stream().max(Duration::compareTo);
        return existing.isPresent()
                ? existing.get()
                : ChunkInterval.first(ChunkMeter.ofPlainTables(session, profile.hasColumnstore()));
    }

    private static void announce(Connection session, StorageTable table, Duration chunkInterval) throws SQLException {
        long bytes = ChunkMeter.bytes(session, table);
        if (bytes > LARGE_BYTES) {
            LOG.info(
                    "moving {} MB of {} into chunks of {}, which takes as much disk again while it lasts",
                    bytes >> 20,
                    table.tableName(),
                    ChunkInterval.words(chunkInterval));
        }
    }

    private static void liftDecompressionLimit(Connection session) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SELECT quote_ident(current_database()),"
                        + " current_setting('timescaledb.max_tuples_decompressed_per_dml_transaction') <> '0'")) {
            row.next();
            if (row.getBoolean(2)) {
                execute(session, ProfilePlan.LIFT_DECOMPRESSION_LIMIT.formatted(row.getString(1)));
            }
        }
    }
}
