package io.busbar.jobs.sink;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.jobs.database.Transactions;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.measure.Catalogue;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes samples to the database, a batch at a time, and what they leave beside samples at longer intervals: the latest readings and when
 * loggers were heard of, for many frames at once. At least once, with the effect of once. Confined to one thread.
 */
public final class SampleWriter implements AutoCloseable {

    /** How long a reading may be on its way to those who follow the topic of latest readings. */
    private static final long PUBLISH_NANOS = Duration.ofSeconds(1).toNanos();

    /** How long the table of latest readings may lag behind the samples. */
    private static final long WRITE_NANOS = Duration.ofSeconds(5).toNanos();

    private final Transactions transactions;
    private final BatchWriter batches;
    private final LatestWriter latest;
    private final LoggerActivity activity = new LoggerActivity();
    private final LongSupplier nanoClock;
    private long publishedAtNanos;
    private long wroteAtNanos;

    private SampleWriter(DatabaseConfig database, @Nullable LatestTopic topic, LongSupplier nanoClock) {
        this.transactions = new Transactions(database);
        this.batches = new BatchWriter(transactions, this::take);
        this.latest = new LatestWriter(transactions, Catalogue.load(), topic);
        this.nanoClock = nanoClock;
        this.publishedAtNanos = nanoClock.getAsLong();
        this.wroteAtNanos = publishedAtNanos;
    }

    /** Connects to the database with the first batch, to Kafka at once. */
    public static SampleWriter open(DatabaseConfig database, String kafkaBootstrapServers) {
        return new SampleWriter(database, LatestTopic.at(kafkaBootstrapServers), System::nanoTime);
    }

    /** Writes to the database only: nobody follows the latest readings. */
    public static SampleWriter withoutTopic(DatabaseConfig database) {
        return new SampleWriter(database, null, System::nanoTime);
    }

    /** Sample rows that were not stored because one of the same key and an equal or greater precedence was there. */
    public long outrankedRows() {
        return batches.outrankedRows();
    }

    /** Batches that took the way through staging tables, because a row was there already or twice in the batch. */
    public long mergedBatches() {
        return batches.mergedBatches();
    }

    /** Frames set apart because the database refused them. */
    public long refusedFrames() {
        return batches.refusedFrames();
    }

    /** Rows written to the table of latest readings. */
    public long latestRowsWritten() {
        return latest.writtenRows();
    }

    /** Rows of the table of latest readings that another writer had replaced in between. */
    public long latestRowsOvertaken() {
        return latest.overtakenRows();
    }

    /** Records sent to the topic of latest readings. */
    public long latestRecordsPublished() {
        return latest.publishedRecords();
    }

    /**
     * Returns when the samples of these frames are committed, in one transaction unless the database refuses some.
     *
     * @throws InterruptedException when interrupted while the database is away
     */
    public void write(List<FrameSamples> frames) throws InterruptedException {
        batches.write(frames);
        keepUp();
    }

    /**
     * Publishes and writes the latest readings when that is due; to be called every second or so while no batches come.
     *
     * @throws InterruptedException when interrupted while the database or Kafka is away
     */
    public void keepUp() throws InterruptedException {
        long now = nanoClock.getAsLong();
        if (latest.isFull() || now - wroteAtNanos >= WRITE_NANOS) {
            flush();
        } else if (now - publishedAtNanos >= PUBLISH_NANOS) {
            latest.publish();
            publishedAtNanos = nanoClock.getAsLong();
        }
    }

    /**
     * Returns when everything that the frames written so far leave is committed, in the database and in Kafka.
     *
     * @throws InterruptedException when interrupted while the database or Kafka is away
     */
    public void flush() throws InterruptedException {
        latest.write();
        if (activity.loggers() > 0) {
            SQLException refusal = transactions.commit(activity::write);
            if (refusal != null) {
                throw new IllegalStateException("cannot write logger_activity: " + refusal.getMessage(), refusal);
            }
            activity.clear();
        }
        wroteAtNanos = nanoClock.getAsLong();
        publishedAtNanos = wroteAtNanos;
    }

    @Override
    public void close() {
        latest.close();
        transactions.close();
    }

    private void take(List<FrameSamples> frames, Batch batch) {
        frames.forEach(activity::take);
        latest.take(batch.accepted());
    }
}
