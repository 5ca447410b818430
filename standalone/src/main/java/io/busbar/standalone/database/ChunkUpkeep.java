package io.busbar.standalone.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the chunk interval follow the measured rate. All tables have the same one, so that what is dropped or compressed of one is dropped or
 * compressed of all; chunks that exist stay as they are. Does nothing on plain tables. Stateless.
 */
public final class ChunkUpkeep implements UpkeepTask {

    private static final Logger LOG = LoggerFactory.getLogger(ChunkUpkeep.class);
    private static final Duration SHORTEST_WINDOW = Duration.ofDays(1);
    private static final int WINDOW_CHUNKS = 3;

    @Override
    public String name() {
        return "chunk intervals";
    }

    @Override
    public void run(Connection connection) throws SQLException {
        StorageProfile profile = ServerFacts.read(connection).profile();
        if (!profile.hasHypertables()) {
            return;
        }
        Map<StorageTable, Duration> intervals = intervals(connection);
        if (intervals.isEmpty()) {
            return;
        }
        Duration current = intervals.values().stream().max(Duration::compareTo).orElse(ChunkInterval.DEFAULT);
        Duration window = current.multipliedBy(WINDOW_CHUNKS);
        ChunkLoad load = ChunkMeter.ofHypertables(
                connection, window.compareTo(SHORTEST_WINDOW) > 0 ? window : SHORTEST_WINDOW, profile.hasColumnstore());
        Duration next = ChunkInterval.next(current, load);
        for (Map.Entry<StorageTable, Duration> table : intervals.entrySet()) {
            if (!table.getValue().equals(next)) {
                ProfileStep.execute(connection, ProfilePlan.setChunkInterval(table.getKey(), next));
            }
        }
        if (!next.equals(current)) {
            LOG.info(
                    "new chunks cover {}, not {} as before: {} MB a day of {} devices, room for {} MB",
                    ChunkInterval.words(next),
                    ChunkInterval.words(current),
                    (long) load.bytesPerDay() >> 20,
                    load.devices(),
                    (long) load.targetBytes() >> 20);
        }
    }

    /** Of the tables that are hypertables. */
    static Map<StorageTable, Duration> intervals(Connection connection) throws SQLException {
        Map<StorageTable, Duration> intervals = new EnumMap<>(StorageTable.class);
        try (PreparedStatement query = connection.prepareStatement("SELECT extract(epoch FROM time_interval)::bigint"
                + " FROM timescaledb_information.dimensions"
                + " WHERE hypertable_schema = current_schema() AND hypertable_name = ? AND dimension_number = 1")) {
            for (StorageTable table : StorageTable.values()) {
                query.setString(1, table.tableName());
                try (ResultSet row = query.executeQuery()) {
                    if (row.next()) {
                        intervals.put(table, Duration.ofSeconds(row.getLong(1)));
                    }
                }
            }
        }
        return intervals;
    }
}
