package io.busbar.benchmarks.latest;

import io.busbar.jobs.database.DatabaseConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** PostgreSQL over its history, the usual query, with the primary keys that Busbar's tables have. Thread-safe. */
public final class DistinctOn implements Source {

    private static final String DEVICE = "= (SELECT id FROM device WHERE serial_number = ?)";

    private final DatabaseConfig config;

    public DistinctOn(DatabaseConfig config) {
        this.config = config;
    }

    @Override
    public String name() {
        return "distinct_on";
    }

    @Override
    public String description() {
        return "SELECT DISTINCT ON over pack_sample, or bms_sample and point_sample, prepared, over PostgreSQL's protocol";
    }

    @Override
    public Line open() throws SQLException {
        Connection connection = DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password());
        return new Statements(
                connection,
                connection.prepareStatement(
                        "SELECT DISTINCT ON (pack_id) time, received_at, cells, temperatures, cell_quality"
                                + " FROM pack_sample WHERE pack_id " + DEVICE + " ORDER BY pack_id, time DESC"),
                connection.prepareStatement(
                        "SELECT DISTINCT ON (bms_id) time, received_at, quality, voltage_mv, current_ma,"
                                + " soc_millipercent, soh_millipercent, remaining_wh FROM bms_sample WHERE bms_id "
                                + DEVICE
                                + " ORDER BY bms_id, time DESC"),
                connection.prepareStatement(
                        "SELECT DISTINCT ON (point_id) time, point_id, quality, value FROM point_reading"
                                + " WHERE device_id " + DEVICE + " ORDER BY point_id, time DESC"));
    }

    private record Statements(
            Connection connection, PreparedStatement pack, PreparedStatement bms, PreparedStatement points)
            implements Line {

        private static final int FIRST_HOT_COLUMN = 4;
        private static final int HOT_COLUMNS = 5;

        @Override
        public long ask(LatestFleet.Device device) throws SQLException {
            return device.isPack() ? askPack(device.serialNumber()) : askBms(device.serialNumber());
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }

        private long askPack(String serialNumber) throws SQLException {
            long sum = 0;
            pack.setString(1, serialNumber);
            try (ResultSet row = pack.executeQuery()) {
                while (row.next()) {
                    sum += Numbers.sum(row.getBytes("cells")) + Numbers.sum(row.getBytes("temperatures"));
                }
            }
            return sum;
        }

        private long askBms(String serialNumber) throws SQLException {
            long sum = 0;
            bms.setString(1, serialNumber);
            try (ResultSet row = bms.executeQuery()) {
                while (row.next()) {
                    for (int i = 0; i < HOT_COLUMNS; i++) {
                        sum += row.getInt(FIRST_HOT_COLUMN + i);
                    }
                }
            }
            points.setString(1, serialNumber);
            try (ResultSet row = points.executeQuery()) {
                while (row.next()) {
                    sum += row.getLong("value");
                }
            }
            return sum;
        }
    }
}
