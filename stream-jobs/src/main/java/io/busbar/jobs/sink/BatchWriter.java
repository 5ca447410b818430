package io.busbar.jobs.sink;

import io.busbar.jobs.sample.FrameSamples;
import io.busbar.measure.Catalogue;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches of frames, one transaction each.
 *
 * <p>The fast path copies rows straight into the tables. When a row is already there, the transaction is undone and done again through
 * staging tables, where the greater precedence wins; so a batch may be written any number of times. When the database is away, the writer
 * waits and tries again for as long as it takes: its caller stands still, and so does the intake before it. A frame that the database
 * refuses for its content is set apart in {@code row_rejection} and does not stop the others.
 *
 * <p>Confined to one thread.
 */
final class BatchWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);
    private static final String UNIQUE_VIOLATION = "23505";
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final DatabaseConfig config;
    private final Batch batch;
    private @Nullable Connection connection;
    private long duplicateBatches;
    private long refusedFrames;

    BatchWriter(DatabaseConfig config, Catalogue catalogue) {
        this.config = config;
        this.batch = new Batch(catalogue);
    }

    /** Batches that held a row which was already there. */
    long duplicateBatches() {
        return duplicateBatches;
    }

    /** Frames set apart because the database refused them. */
    long refusedFrames() {
        return refusedFrames;
    }

    /**
     * Returns when the frames are committed.
     *
     * @throws InterruptedException when the job is cancelled while the database is away
     */
    void write(List<FrameSamples> frames) throws InterruptedException, IOException {
        long pauseMillis = FIRST_PAUSE_MILLIS;
        while (!frames.isEmpty()) {
            try {
                writeOnce(frames);
                return;
            } catch (SQLException e) {
                if (isRefusal(e)) {
                    writeOneByOne(frames, e);
                    return;
                }
                disconnect();
                LOG.warn(
                        "database not available, trying again in {} ms: frames waiting={}, state={}: {}",
                        pauseMillis,
                        frames.size(),
                        e.getSQLState(),
                        e.getMessage());
                Thread.sleep(pauseMillis);
                pauseMillis = Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    @Override
    public void close() {
        disconnect();
    }

    /** SQL states of class 22 and 23 speak of the rows, all others of the server or the way to it. */
    private static boolean isRefusal(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23")) && !state.equals(UNIQUE_VIOLATION);
    }

    private void writeOneByOne(List<FrameSamples> frames, SQLException refusal)
            throws InterruptedException, IOException {
        if (frames.size() > 1) {
            for (FrameSamples frame : frames) {
                write(List.of(frame));
            }
            return;
        }
        refusedFrames++;
        LOG.error(
                "the database refused a frame, kept in row_rejection: partition={}, offset={}: {}",
                frames.get(0).kafkaPartition(),
                frames.get(0).kafkaOffset(),
                refusal.getMessage());
        try {
            Connection open = connect();
            batch.encodeRejection(frames.get(0), "row-refused", String.valueOf(refusal.getMessage()));
            merge(open, EnumSet.of(SampleTable.ROW_REJECTION));
            open.commit();
        } catch (SQLException e) {
            disconnect();
            throw new IOException("a refused frame could not be set apart", e);
        }
    }

    private void writeOnce(List<FrameSamples> frames) throws SQLException, IOException {
        Connection open = connect();
        try {
            batch.encode(frames, DeviceDirectory.of(open, frames));
            copyOrMerge(open, false);
        } catch (SQLException e) {
            open.rollback();
            if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            duplicateBatches++;
            batch.encode(frames, DeviceDirectory.of(open, frames));
            copyOrMerge(open, true);
        }
        recordActivity(open, frames);
        open.commit();
    }

    private void copyOrMerge(Connection open, boolean mergeAll) throws SQLException, IOException {
        Set<SampleTable> merged = EnumSet.noneOf(SampleTable.class);
        for (SampleTable table : SampleTable.values()) {
            if (batch.rows(table).rows() == 0) {
                continue;
            }
            if (mergeAll || table.replacesByNature()) {
                merged.add(table);
            } else {
                copy(open, table.copyInto(), batch.rows(table));
            }
        }
        merge(open, merged);
    }

    private void merge(Connection open, Set<SampleTable> tables) throws SQLException, IOException {
        for (SampleTable table : tables) {
            try (Statement statement = open.createStatement()) {
                statement.execute(table.createStaging());
                copy(open, table.copyIntoStaging(), batch.rows(table));
                statement.execute(table.mergeStaging());
            }
        }
    }

    private static void copy(Connection open, String sql, CopyBuffer rows) throws SQLException, IOException {
        var copyIn = open.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            copyIn.writeToCopy(rows.array(), 0, rows.finish());
            copyIn.endCopy();
        } finally {
            if (copyIn.isActive()) {
                copyIn.cancelCopy();
            }
        }
    }

    private static void recordActivity(Connection open, List<FrameSamples> frames) throws SQLException {
        Map<String, long[]> newest = new TreeMap<>();
        for (FrameSamples frame : frames) {
            long[] times = newest.computeIfAbsent(
                    frame.loggerSerialNumber(), logger -> new long[] {Long.MIN_VALUE, Long.MIN_VALUE});
            times[0] = Math.max(times[0], frame.observedAtMillis());
            times[1] = Math.max(times[1], frame.receivedAtMillis());
        }
        String sql =
                "INSERT INTO logger_activity AS old (logger_sn, last_observed_at, last_received_at) VALUES (?, ?, ?)"
                        + " ON CONFLICT (logger_sn) DO UPDATE SET"
                        + " last_observed_at = greatest(old.last_observed_at, excluded.last_observed_at),"
                        + " last_received_at = greatest(old.last_received_at, excluded.last_received_at)";
        try (PreparedStatement upsert = open.prepareStatement(sql)) {
            for (Map.Entry<String, long[]> logger : newest.entrySet()) {
                upsert.setString(1, logger.getKey());
                upsert.setTimestamp(2, new Timestamp(logger.getValue()[0]));
                upsert.setTimestamp(3, new Timestamp(logger.getValue()[1]));
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private Connection connect() throws SQLException {
        if (connection == null || connection.isClosed()) {
            Properties properties = new Properties();
            properties.setProperty("user", config.user());
            properties.setProperty("password", config.password());
            properties.setProperty("ApplicationName", "busbar-stream-jobs");
            properties.setProperty("connectTimeout", "10");
            properties.setProperty("tcpKeepAlive", "true");
            connection = DriverManager.getConnection(config.jdbcUrl(), properties);
            connection.setAutoCommit(false);
        }
        return connection;
    }

    private void disconnect() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debug("closing a broken connection: {}", e.getMessage());
            }
            connection = null;
        }
    }
}
