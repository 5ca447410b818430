package io.busbar.jobs.sink;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.jobs.database.Transactions;
import io.busbar.jobs.rollup.RollupWriter;
import io.busbar.jobs.rollup.Share;
import io.busbar.jobs.rollup.StoredSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.measure.Catalogue;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes samples to the database, a batch at a time, and what they leave beside samples at longer intervals: the latest readings, when loggers
 * were heard of, and roll-ups, for many frames at once. At least once, with the effect of once. Confined to one thread.
 */
public final class SampleWriter implements AutoCloseable {

    /** How long a reading may be on its way to those who follow the topic of latest readings. */
    private static final long PUBLISH_NANOS = Duration.ofSeconds(1).toNanos();

    /** How long the table of latest readings may lag behind the samples. */
    private static final long WRITE_NANOS = Duration.ofSeconds(5).toNanos();

    /** How long samples may wait for roll-ups when many are due. */
    private static final long ROLLUP_NANOS = Duration.ofMillis(50).toNanos();

    private final Transactions transactions;
    private final BatchWriter batches;
    private final LatestWriter latest;
    private final LoggerActivity activity = new LoggerActivity();
    private final @Nullable RollupWriter rollups;
    private final LongSupplier nanoClock;
    private long publishedAtNanos;
    private long wroteAtNanos;

    private SampleWriter(
            DatabaseConfig database, @Nullable LatestTopic topic, @Nullable Share share, LongSupplier nanoClock) {
        Catalogue catalogue = Catalogue.load();
        this.transactions = new Transactions(database);
        this.batches = new BatchWriter(transactions, this::note, this::take);
        this.latest = new LatestWriter(transactions, catalogue, topic);
        this.rollups = share == null ? null : new RollupWriter(transactions, catalogue, share, nanoClock);
        this.nanoClock = nanoClock;
        this.publishedAtNanos = nanoClock.getAsLong();
        this.wroteAtNanos = publishedAtNanos;
    }

    /**
     * Connects to the database with the first batch, to Kafka at once.
     *
     * @param share of {@code shares} who share what earlier writers have left to do
     */
    public static SampleWriter open(DatabaseConfig database, String kafkaBootstrapServers, int share, int shares) {
        return new SampleWriter(
                database, LatestTopic.at(kafkaBootstrapServers), new Share(share, shares), System::nanoTime);
    }

    /** Writes samples and latest readings to the database: nobody follows the latest readings, and there are no roll-ups. */
    public static SampleWriter ofSamplesAlone(DatabaseConfig database) {
        return new SampleWriter(database, null, null, System::nanoTime);
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

    /** Buckets of roll-ups written, one that was computed again counting again. */
    public long rollupsWritten() {
        return rollups == null ? 0 : rollups.computedBuckets();
    }

    /** Buckets of roll-ups that stay as they are, because samples that they were made from have been removed. */
    public long rollupsFrozen() {
        return rollups == null ? 0 : rollups.frozenBuckets();
    }

    /** Devices whose roll-ups the database refused. */
    public long rollupsRefused() {
        return rollups == null ? 0 : rollups.refusedDevices();
    }

    /** Devices with roll-ups that are to be computed. */
    public int dirtyDevices() {
        return rollups == null ? 0 : rollups.dirtyDevices();
    }

    /**
     * Returns when the samples of these frames are committed, in one transaction unless the database refuses some.
     *
     * @throws InterruptedException when interrupted while the database is away
     */
    public void write(List<FrameSamples> frames) throws InterruptedException {
        if (rollups != null) {
            rollups.prepare();
        }
        batches.write(frames);
        keepUp();
    }

    /**
     * Publishes and writes the latest readings, and computes roll-ups, as far as that is due; to be called every second or so while no batches
     * come.
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
        computeRollups(now);
    }

    private void computeRollups(long startedAtNanos) throws InterruptedException {
        while (rollups != null && rollups.computeSome() && nanoClock.getAsLong() - startedAtNanos < ROLLUP_NANOS) {
            // there is more, and time for it
        }
    }

    /**
     * Returns when everything that the frames written so far leave is committed, in the database and in Kafka.
     *
     * @throws InterruptedException when interrupted while the database or Kafka is away
     */
    public void flush() throws InterruptedException {
        latest.write();
        if (rollups != null) {
            rollups.store();
        }
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
        if (rollups != null) {
            rollups.take(samples(batch));
        }
    }

    private void note(Connection open, Batch batch) throws SQLException {
        if (rollups != null) {
            rollups.note(open, samples(batch));
        }
    }

    private static List<StoredSample> samples(Batch batch) {
        List<StoredSample> samples = new ArrayList<>(batch.accepted().size());
        for (Batch.Accepted accepted : batch.accepted()) {
            DeviceSamples device = accepted.device();
            FrameSamples frame = accepted.frame();
            if (device.pack() != null || device.bms() != null) {
                samples.add(new StoredSample(
                        accepted.deviceId(),
                        device.typeCode(),
                        frame.observedAtMillis(),
                        (frame.flags() & FrameSamples.AHEAD) != 0,
                        frame.settings()));
            }
        }
        return samples;
    }
}
