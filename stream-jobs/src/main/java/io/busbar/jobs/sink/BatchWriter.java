package io.busbar.jobs.sink;

import io.busbar.jobs.sample.FrameSamples;
import io.busbar.measure.Catalogue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches of frames, one transaction each.
 *
 * <p>The fast path copies rows straight into the tables. When a row is already there, the transaction is undone and done again through
 * staging tables, where the greater precedence wins; so a batch may be written any number of times, and is, for as long as the database is
 * in trouble. A frame that the database refuses for its content is found by halving the batch, in about 2 log2 n transactions for one of n,
 * set apart in {@code row_rejection}, and does not stop the others.
 *
 * <p>Confined to one thread.
 */
final class BatchWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

    private final Transactions transactions;
    private final Batch batch;
    private long outrankedInBatch;
    private long outrankedRows;
    private long refusedFrames;

    BatchWriter(DatabaseConfig config, Catalogue catalogue) {
        this.transactions = new Transactions(config);
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
        SQLException refusal = transactions.commit(open -> writeFrames(open, frames));
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
        transactions.close();
    }

    private void setApart(FrameSamples frame, String refusal) throws InterruptedException {
        refusedFrames++;
        LOG.error(
                "the database refused a frame, kept in row_rejection: partition={}, offset={}: {}",
                frame.kafkaPartition(),
                frame.kafkaOffset(),
                refusal);
        SQLException again = transactions.commit(open -> {
            batch.encodeRejection(frame, "row-refused", refusal);
            merge(open, SampleTable.ROW_REJECTION);
        });
        if (again != null) {
            LOG.error("the database refused the rejection, too: {}", again.getMessage());
        }
    }

    private void writeFrames(Connection open, List<FrameSamples> frames) throws SQLException {
        try {
            copyOrMerge(open, frames, EnumSet.noneOf(SampleTable.class));
        } catch (SQLException e) {
            if (!Transactions.UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            open.rollback();
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
        } catch (SQLException e) {
            cancel(copyIn, e);
            throw e;
        }
    }

    /** The cause stays what is told: on a broken connection the cancellation fails, too. */
    private static void cancel(CopyIn copyIn, SQLException cause) {
        try {
            if (copyIn.isActive()) {
                copyIn.cancelCopy();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
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
}
