package io.busbar.benchmarks.storage;

import io.busbar.benchmarks.fleet.BenchFleet;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.jobs.sample.PointSamples;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The usual way: a row for each number (device, point, time, value), batched INSERT through JDBC. Confined to one thread. */
public final class NarrowInsert implements Contender {

    private static final int BATCH_ROWS = 10_000;

    /** Points of cells and temperatures, by the catalogue of the High Voltage pack. */
    public static final int FIRST_CELL_POINT = 11_200;

    public static final int FIRST_TEMPERATURE_POINT = 14_300;
    public static final int POINT_STEP = 100;

    private final PostgresServer server;
    private final Connection connection;
    private final PreparedStatement insert;
    private final Map<String, Integer> deviceIds = new HashMap<>();
    private int batchRows;

    public NarrowInsert(PostgresServer server) throws SQLException {
        this.server = server;
        DatabaseConfig config = server.config();
        String option = (config.jdbcUrl().contains("?") ? "&" : "?") + "reWriteBatchedInserts=true";
        this.connection = DriverManager.getConnection(config.jdbcUrl() + option, config.user(), config.password());
        connection.setAutoCommit(false);
        this.insert = connection.prepareStatement(
                "INSERT INTO narrow_sample (device, point, time, value) VALUES (?, ?, ?, ?)");
    }

    @Override
    public String name() {
        return "narrow_insert";
    }

    @Override
    public String description() {
        return "JDBC batch INSERT of narrow rows (device, point, time, value) with that primary key, reWriteBatchedInserts, "
                + BATCH_ROWS + " rows a batch and transaction; " + BenchFleet.VALUES_PER_FRAME + " rows a frame";
    }

    @Override
    public void clear() throws SQLException {
        server.clear();
    }

    @Override
    public void store(List<List<FrameSamples>> batches) throws SQLException {
        for (List<FrameSamples> batch : batches) {
            for (FrameSamples frame : batch) {
                add(frame);
            }
        }
        commit();
    }

    @Override
    public Content content() throws SQLException {
        return server.content("SELECT count(*), sum(value) FROM narrow_sample");
    }

    @Override
    public double serverCpuSeconds() {
        return server.cpuSeconds();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private void add(FrameSamples frame) throws SQLException {
        Timestamp time = new Timestamp(frame.observedAtMillis());
        for (DeviceSamples device : frame.devices()) {
            int id = deviceIds.computeIfAbsent(device.serialNumber(), unknown -> deviceIds.size() + 1);
            PackSample pack = device.pack();
            for (int i = 0; pack != null && i < pack.cellMillivolts().length; i++) {
                add(id, FIRST_CELL_POINT + i * POINT_STEP, time, pack.cellMillivolts()[i]);
            }
            for (int i = 0; pack != null && i < pack.centiCelsius().length; i++) {
                add(id, FIRST_TEMPERATURE_POINT + i * POINT_STEP, time, pack.centiCelsius()[i]);
            }
            BmsSample bms = device.bms();
            for (int i = 0; bms != null && i < BenchFleet.HOT_POINTS.size(); i++) {
                add(id, BenchFleet.HOT_POINTS.get(i), time, Readings.hot(bms, i));
            }
            PointSamples points = device.points();
            for (int i = 0; i < points.size(); i++) {
                add(id, points.ids()[i], time, points.values()[i]);
            }
        }
    }

    private void add(int device, int point, Timestamp time, long value) throws SQLException {
        insert.setInt(1, device);
        insert.setInt(2, point);
        insert.setTimestamp(3, time);
        insert.setLong(4, value);
        insert.addBatch();
        if (++batchRows == BATCH_ROWS) {
            commit();
        }
    }

    private void commit() throws SQLException {
        insert.executeBatch();
        connection.commit();
        batchRows = 0;
    }
}
