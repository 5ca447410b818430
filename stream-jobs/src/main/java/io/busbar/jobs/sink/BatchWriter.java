package io.busbar.jobs.sink;

import io.busbar.jobs.database.Transactions;
import io.busbar.jobs.sample.FrameSamples;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches of frames, one transaction each.
 *
 * <p>The fast path copies rows straight into the tables. When a row is already there, or twice in the batch, the transaction is undone and
 * done again through staging tables, where the greater precedence wins; so a batch may be written any number of times, and is, for as long
 * as the database is in trouble. A frame that the database refuses for its content is found by halving the batch, in about 2 log2 n
 * transactions for one of n, set apart in {@code row_rejection}, and does not stop the others.
 *
 * <p>Confined to one thread.
 */
final class BatchWriter {

    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

    private final Transactions transactions;
    private final Noting noting;
    private final Committed committed;
    private final Batch batch = new Batch();
    private final DeviceDirectory directory = new DeviceDirectory();
    private boolean isMerged;
    private long outrankedInBatch;
    private long outrankedRows;
    private long mergedBatches;
    private long refusedFrames;

    /** Writes what else is to be committed with a batch. */
    @FunctionalInterface
    interface Noting {
        void note(Connection open, Batch batch) throws SQLException;
    }

    /** Hears of what is committed. */
    @FunctionalInterface
    interface Committed {
        void committed(List<FrameSamples> frames, Batch batch) throws InterruptedException;
    }

    /**
     * @param noting writes into the transaction of each batch, behind its rows
     * @param committed hears of every batch once, after its commit
     */
    BatchWriter(Transactions transactions, Noting noting, Committed committed) {
        this.transactions = transactions;
        this.noting = noting;
        this.committed = committed;
    }

    /** Sample rows that were not stored because one of the same key and an equal or greater precedence was there. */
    long outrankedRows() {
        return outrankedRows;
    }

    /** Batches that took the way through staging tables. */
    long mergedBatches() {
        return mergedBatches;
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
            directory.committed();
            outrankedRows += outrankedInBatch;
            mergedBatches += isMerged ? 1 : 0;
            committed.committed(frames, batch);
        } else if (frames.size() > 1) {
            int half = frames.size() / 2;
            write(frames.subList(0, half));
            write(frames.subList(half, frames.size()));
        } else {
            setApart(frames.get(0), String.valueOf(refusal.getMessage()));
        }
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
        isMerged = false;
        try {
            encodeAndWrite(open, frames);
        } catch (SQLException e) {
            if (!Transactions.UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            open.rollback();
            isMerged = true;
            encodeAndWrite(open, frames);
        }
    }

    private void encodeAndWrite(Connection open, List<FrameSamples> frames) throws SQLException {
        directory.prepare(open, frames);
        batch.encode(frames, directory);
        outrankedInBatch = 0;
        for (SampleTable table : SampleTable.values()) {
            int rows = batch.rows(table).rows();
            if (rows == 0) {
                continue;
            }
            if (table == SampleTable.ROW_REJECTION) {
                merge(open, table);
            } else if (isMerged) {
                int outranked = rows - merge(open, table);
                outrankedInBatch += outranked;
                if (outranked > 0 && (table == SampleTable.PACK_SAMPLE || table == SampleTable.BMS_SAMPLE)) {
                    readOutranked(open, table);
                }
            } else {
                batch.rows(table).copy(open, table.copyInto());
            }
        }
        noting.note(open, batch);
    }

    private void readOutranked(Connection open, SampleTable table) throws SQLException {
        try (Statement statement = open.createStatement();
                ResultSet row = statement.executeQuery(table.selectOutranked())) {
            while (row.next()) {
                batch.outranked(row.getInt(1), row.getLong(2), row.getObject(3, UUID.class));
            }
        }
    }

    /** Returns how many rows won. */
    private int merge(Connection open, SampleTable table) throws SQLException {
        try (Statement statement = open.createStatement()) {
            statement.execute(table.createStaging());
            batch.rows(table).copy(open, table.copyIntoStaging());
            return statement.executeUpdate(table.mergeStaging());
        }
    }
}
