package io.busbar.jobs.sink;

import io.busbar.jobs.sample.FrameSamples;
import io.busbar.measure.Catalogue;
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
import org.postgresql.copy.CopyIn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches of frames, one transaction each.
 *
 * <p>The fast path copies rows straight into the tables. When a row is already there, the transaction is undone and done again through
 * staging tables, where the greater precedence wins; so a batch may be written any number of times. When the database is away, the writer
 * waits and tries again for as long as it takes: its caller stands still, and so does the intake before it. A frame that the database
 * refuses for its content is found by halving the batch, set apart in {@code row_rejection}, and does not stop the others.
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
    private long outrankedInBatch;
    private long outrankedRows;
    private long refusedFrames;

    /** What is to be done in one transaction. */
    private interface Work {
        void in(Connection transaction) throws SQLException;
    }

    BatchWriter(DatabaseConfig config, Catalogue catalogue) {
        this.config = config;
        this.batch = new Batch(catalogue);
    }

    /** Sample rows that were not stored because one of the same key and an equal or greater precedence was there. */
    long outrankedRows() {
        return outrankedRows;
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
    void write(List<FrameSamples> frames) throws InterruptedException {
        SQLException refusal = commit(open -> writeFrames(open, frames));
        if (refusal == null) {
            outrankedRows += outrankedInBatch;
        } else if (frames.size() > 1) {
            int half = frames.size() / 2;
            write(frames.subList(0, half));
            write(frames.subList(half, frames.size()));
        } else {
            setApart(frames.get(0), String.valueOf(refusal.getMessage()));
        }
    }

    @Override
    public void close() {
        disconnect();
    }

    private void setApart(FrameSamples frame, String refusal) throws InterruptedException {
        refusedFrames++;
        LOG.error(
                "the database refused a frame, kept in row_rejection: partition={}, offset={}: {}",
                frame.kafkaPartition(),
                frame.kafkaOffset(),
                refusal);
        SQLException again = commit(open -> {
            batch.encodeRejection(frame, "row-refused", refusal);
            merge(open, SampleTable.ROW_REJECTION);
        });
        if (again != null) {
            LOG.error("the database refused the rejection, too: {}", again.getMessage());
        }
    }

    /** Commits the work, however long the database is away. Returns the reason when the database refuses its content, else null. */
    private @Nullable SQLException commit(Work work) throws InterruptedException {
        long pauseMillis = FIRST_PAUSE_MILLIS;
        while (true) {
            try {
                Connection open = connect();
                work.in(open);
                open.commit();
                return null;
            } catch (SQLException e) {
                disconnect();
                if (isRefusal(e)) {
                    return e;
                }
                LOG.warn(
                        "database not available, trying again in {} ms: state={}: {}",
                        pauseMillis,
                        e.getSQLState(),
                        e.getMessage());
                Thread.sleep(pauseMillis);
                pauseMillis = Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    /** SQL states of classes 22, 23 and 54 speak of the rows, all others of the server or the way to it. */
    private static boolean isRefusal(SQLException e) {
        String state = e.getSQLState();
        return state != null && state.matches("(22|23|54).*") && !state.equals(UNIQUE_VIOLATION);
    }

    private void writeFrames(Connection open, List<FrameSamples> frames) throws SQLException {
        try {
            copyOrMerge(open, frames, EnumSet.noneOf(SampleTable.class));
        } catch (SQLException e) {
            open.rollback();
            if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            copyOrMerge(open, frames, EnumSet.allOf(SampleTable.class));
        }
        recordActivity(open, frames);
    }

    private void copyOrMerge(Connection open, List<FrameSamples> frames, Set<SampleTable> merged) throws SQLException {
        batch.encode(frames, DeviceDirectory.of(open, frames));
        long outranked = batch.outranked();
        for (SampleTable table : SampleTable.values()) {
            if (batch.rows(table).rows() == 0) {
                continue;
            }
            if (table.replacesByNature()) {
                merge(open, table);
            } else if (merged.contains(table)) {
                outranked += batch.rows(table).rows() - merge(open, table);
            } else {
                copy(open, table.copyInto(), batch.rows(table));
            }
        }
        outrankedInBatch = outranked;
    }

    /** Returns how many rows won. */
    private int merge(Connection open, SampleTable table) throws SQLException {
        try (Statement statement = open.createStatement()) {
            statement.execute(table.createStaging());
            copy(open, table.copyIntoStaging(), batch.rows(table));
            return statement.executeUpdate(table.mergeStaging());
        }
    }

    private static void copy(Connection open, String sql, CopyBuffer rows) throws SQLException {
        CopyIn copyIn = open.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            copyIn.writeToCopy(rows.array(), 0, rows.finish());
            copyIn.endCopy();
        } finally {
            if (copyIn.isActive()) {
                copyIn.cancelCopy();
            }
        }
    }

    /** A frame that claims to be ahead of its receipt counts as observed when it was received. */
    private static void recordActivity(Connection open, List<FrameSamples> frames) throws SQLException {
        Map<String, long[]> newest = new TreeMap<>();
        for (FrameSamples frame : frames) {
            long[] times = newest.computeIfAbsent(
                    frame.loggerSerialNumber(), logger -> new long[] {Long.MIN_VALUE, Long.MIN_VALUE});
            boolean isAhead = (frame.flags() & FrameSamples.AHEAD) != 0;
            times[0] = Math.max(times[0], isAhead ? frame.receivedAtMillis() : frame.observedAtMillis());
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
            // Below the time after which Flink ends a process whose task does not heed its cancellation.
            properties.setProperty("socketTimeout", "60");
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
