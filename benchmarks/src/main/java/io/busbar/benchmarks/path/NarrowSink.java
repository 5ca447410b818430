package io.busbar.benchmarks.path;

import io.busbar.jobs.database.DatabaseConfig;
import java.io.IOException;
import java.io.Serial;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** A row for each number, batched INSERT through JDBC, a thousand at a time and at each checkpoint. Serializable configuration. */
final class NarrowSink implements Sink<NarrowRow> {

    @Serial
    private static final long serialVersionUID = 1;

    private static final int BATCH_ROWS = 1_000;

    private final DatabaseConfig database;

    NarrowSink(DatabaseConfig database) {
        this.database = database;
    }

    static void createTables(Connection connection) throws SQLException {
        try (Statement create = connection.createStatement()) {
            create.execute(
                    "CREATE TABLE naive_sample (device text, point integer, time timestamptz, value double precision,"
                            + " PRIMARY KEY (device, point, time))");
            create.execute("CREATE TABLE naive_alarm (device text, rule text, raised_at timestamptz,"
                    + " PRIMARY KEY (device, rule, raised_at))");
        }
    }

    @Override
    public SinkWriter<NarrowRow> createWriter(WriterInitContext context) throws IOException {
        try {
            return new Writer(database);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private static final class Writer implements SinkWriter<NarrowRow> {

        private final Connection connection;
        private final PreparedStatement sample;
        private final PreparedStatement alarm;
        private int waiting;

        Writer(DatabaseConfig database) throws SQLException {
            String url =
                    database.jdbcUrl() + (database.jdbcUrl().contains("?") ? "&" : "?") + "reWriteBatchedInserts=true";
            connection = DriverManager.getConnection(url, database.user(), database.password());
            connection.setAutoCommit(false);
            sample = connection.prepareStatement(
                    "INSERT INTO naive_sample (device, point, time, value) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING");
            alarm = connection.prepareStatement(
                    "INSERT INTO naive_alarm (device, rule, raised_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
        }

        @Override
        public void write(NarrowRow row, Context context) throws IOException {
            try {
                if (row.rule.isEmpty()) {
                    sample.setString(1, row.device);
                    sample.setInt(2, row.point);
                    sample.setTimestamp(3, new Timestamp(row.atMillis));
                    sample.setDouble(4, row.value);
                    sample.addBatch();
                } else {
                    alarm.setString(1, row.device);
                    alarm.setString(2, row.rule);
                    alarm.setTimestamp(3, new Timestamp(row.atMillis));
                    alarm.addBatch();
                }
            } catch (SQLException e) {
                throw new IOException(e);
            }
            if (++waiting == BATCH_ROWS) {
                commit();
            }
        }

        @Override
        public void flush(boolean isEnd) throws IOException {
            commit();
        }

        private void commit() throws IOException {
            try {
                sample.executeBatch();
                alarm.executeBatch();
                connection.commit();
            } catch (SQLException e) {
                throw new IOException(e);
            }
            waiting = 0;
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
