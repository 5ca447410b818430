package io.busbar.jobs.sink;

import io.busbar.jobs.alarm.AlarmWriter;
import io.busbar.jobs.alarm.Ownership;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.jobs.database.Transactions;
import io.busbar.jobs.rollup.RollupWriter;
import io.busbar.jobs.rollup.Share;
import io.busbar.jobs.rollup.StoredSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.source.Announcement;
import io.busbar.measure.Catalogue;
import io.busbar.topic.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes samples to the database, a batch at a time, then the alarms that they raise and clear, and at longer intervals what many frames leave
 * together: the latest readings, when loggers were heard of, and roll-ups. At least once, with the effect of once. Confined to one thread.
 */
public final class SampleWriter implements AutoCloseable {

    /** How long a reading may be on its way to those who follow the topic of latest readings. */
    private static final long PUBLISH_NANOS = Duration.ofSeconds(1).toNanos();

    /** How long the table of latest readings may lag behind the samples. */
    private static final long WRITE_NANOS = Duration.ofSeconds(5).toNanos();

    /** How long samples may wait for roll-ups when many are due. */
    private static final long ROLLUP_NANOS = Duration.ofMillis(20).toNanos();

    /** While frames wait that came longer ago, roll-ups get little time. */
    private static final long BEHIND_MILLIS = 200;

    /** One part is for roll-ups then. */
    private static final int PARTS_WHEN_BEHIND = 5;

    /** How long samples may wait for alarms of old samples that are judged again. */
    private static final long ALARM_NANOS = Duration.ofMillis(25).toNanos();

    private final Transactions transactions;
    private final BatchWriter batches;
    private final LatestWriter latest;
    private final LoggerActivity activity = new LoggerActivity();
    private final @Nullable AlarmWriter alarms;
    private final @Nullable RollupWriter rollups;
    private final List<TopicWriter> topics;
    private final LongSupplier nanoClock;
    private final List<Written> unjudged = new ArrayList<>();
    private final Clock clock = Clock.systemUTC();
    private long publishedAtNanos;
    private long wroteAtNanos;

    /** When roll-ups have their next turn while frames wait. */
    private long rollupsFromNanos;

    /** A frame that is committed, and those of its devices that have rows. */
    private record Written(FrameSamples frame, List<AlarmWriter.Committed> devices) {}

    private SampleWriter(
            DatabaseConfig database,
            @Nullable Ownership ownership,
            List<TopicWriter> topics,
            LongSupplier nanoClock,
            int momentsBetweenStates) {
        Catalogue catalogue = Catalogue.load();
        this.transactions = new Transactions(database);
        this.batches = new BatchWriter(transactions, this::note, this::take);
        this.topics = topics;
        this.nanoClock = nanoClock;
        this.publishedAtNanos = nanoClock.getAsLong();
        this.wroteAtNanos = publishedAtNanos;
        this.rollupsFromNanos = publishedAtNanos;
        if (ownership == null) {
            this.latest = new LatestWriter(transactions, catalogue, null);
            this.alarms = null;
            this.rollups = null;
        } else {
            Share share = new Share(ownership.index(), ownership.writers());
            this.latest = new LatestWriter(transactions, catalogue, topics.get(0));
            this.alarms = new AlarmWriter(
                    transactions,
                    catalogue,
                    ownership,
                    new AlarmTopic(topics.get(1)),
                    clock,
                    nanoClock,
                    momentsBetweenStates);
            this.rollups = new RollupWriter(transactions, catalogue, share, nanoClock);
        }
    }

    /**
     * Connects to the database with the first batch, to Kafka at once.
     *
     * @param ownership which of several writers this is
     */
    public static SampleWriter open(DatabaseConfig database, String kafkaBootstrapServers, Ownership ownership) {
        return open(database, kafkaBootstrapServers, ownership, System::nanoTime, AlarmWriter.MOMENTS_BETWEEN_STATES);
    }

    /**
     * The same by another pace.
     *
     * @param nanoClock for what is done after a while
     * @param momentsBetweenStates after how many of them what alarms are judged by is kept for a device
     */
    public static SampleWriter open(
            DatabaseConfig database,
            String kafkaBootstrapServers,
            Ownership ownership,
            LongSupplier nanoClock,
            int momentsBetweenStates) {
        List<TopicWriter> topics = List.of(
                TopicWriter.at(kafkaBootstrapServers, Topics.LATEST_READINGS, 5),
                TopicWriter.at(kafkaBootstrapServers, Topics.ALARMS, 0));
        return new SampleWriter(database, ownership, topics, nanoClock, momentsBetweenStates);
    }

    /** Writes samples and latest readings to the database: nobody follows the latest readings, and there are no alarms and roll-ups. */
    public static SampleWriter ofSamplesAlone(DatabaseConfig database) {
        return new SampleWriter(database, null, List.of(), System::nanoTime, AlarmWriter.MOMENTS_BETWEEN_STATES);
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

    /** Alarms raised by frames that came live. */
    public long alarmsRaised() {
        return alarms == null ? 0 : alarms.raisedAlarms();
    }

    /** Alarms that late data has changed, one that was changed again counting again. */
    public long alarmsAmended() {
        return alarms == null ? 0 : alarms.amendedAlarms();
    }

    /** BMSs with their packs whose alarms are to be judged again. */
    public int familiesToBeJudged() {
        return alarms == null ? 0 : alarms.dirtyFamilies();
    }

    /** Takes something to be known of loggers, rules or alarms. */
    public void hear(Announcement announcement) {
        if (alarms != null) {
            alarms.hear(announcement);
        }
    }

    /** Every frame that was received before this moment is among those written. */
    public void heardUntil(long receivedMillis) {
        if (alarms != null) {
            alarms.heardUntil(receivedMillis);
        }
    }

    /**
     * Returns when the samples of these frames are committed, in one transaction unless the database refuses some, and the alarms that they
     * raise and clear.
     *
     * @throws InterruptedException when interrupted while the database is away
     */
    public void write(List<FrameSamples> frames) throws InterruptedException {
        if (rollups != null) {
            rollups.prepare();
        }
        batches.write(byLogger(frames));
        if (alarms != null) {
            for (Written written : unjudged) {
                alarms.take(written.frame(), written.devices());
            }
            unjudged.clear();
            alarms.settle();
        }
        keepUp(!frames.isEmpty() && clock.millis() - frames.get(0).receivedAtMillis() > BEHIND_MILLIS);
    }

    /** Those of a logger stay in their order. Rows of neighbours in an index, one after the other, cost the database less than in any order. */
    private static List<FrameSamples> byLogger(List<FrameSamples> frames) {
        List<FrameSamples> sorted = new ArrayList<>(frames);
        sorted.sort(Comparator.comparing(FrameSamples::loggerSerialNumber));
        return sorted;
    }

    /**
     * Publishes and writes the latest readings, and computes roll-ups, as far as that is due; to be called every second or so while no batches
     * come.
     *
     * @throws InterruptedException when interrupted while the database or Kafka is away
     */
    public void keepUp() throws InterruptedException {
        keepUp(false);
    }

    private void keepUp(boolean isBehind) throws InterruptedException {
        long now = nanoClock.getAsLong();
        if (latest.isFull() || now - wroteAtNanos >= WRITE_NANOS) {
            flush();
        } else if (now - publishedAtNanos >= PUBLISH_NANOS) {
            latest.publish();
            publishedAtNanos = nanoClock.getAsLong();
        }
        keepAlarmsUp(now);
        if (!isBehind || nanoClock.getAsLong() - rollupsFromNanos >= 0) {
            computeRollups(now);
        }
    }

    private void keepAlarmsUp(long startedAtNanos) throws InterruptedException {
        while (alarms != null && alarms.keepUp() && nanoClock.getAsLong() - startedAtNanos < ALARM_NANOS) {
            // there is more, and time for it
        }
    }

    private void computeRollups(long startedAtNanos) throws InterruptedException {
        long beganNanos = nanoClock.getAsLong();
        while (rollups != null && rollups.computeSome() && nanoClock.getAsLong() - startedAtNanos < ROLLUP_NANOS) {
            // there is more, and time for it
        }
        long endedNanos = nanoClock.getAsLong();
        rollupsFromNanos = endedNanos + (endedNanos - beganNanos) * (PARTS_WHEN_BEHIND - 1);
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
        if (alarms != null) {
            alarms.flush();
        }
        wroteAtNanos = nanoClock.getAsLong();
        publishedAtNanos = wroteAtNanos;
    }

    @Override
    public void close() {
        topics.forEach(TopicWriter::close);
        transactions.close();
    }

    private void take(List<FrameSamples> frames, Batch batch) {
        frames.forEach(activity::take);
        latest.take(batch.accepted());
        if (alarms != null) {
            gather(frames, batch);
        }
        if (rollups != null) {
            rollups.take(samples(batch));
        }
    }

    /** Alarms are judged when the transaction is over: they may need one of their own. */
    private void gather(List<FrameSamples> frames, Batch batch) {
        List<Batch.Accepted> accepted = batch.accepted();
        int next = 0;
        for (int place = 0; place < frames.size(); place++) {
            FrameSamples frame = frames.get(place);
            List<AlarmWriter.Committed> devices =
                    new ArrayList<>(frame.devices().size());
            while (next < accepted.size() && accepted.get(next).place() == place) {
                Batch.Accepted each = accepted.get(next++);
                devices.add(new AlarmWriter.Committed(
                        each.deviceId(),
                        each.rootId(),
                        each.boundFromMillis(),
                        each.currentLogger(),
                        batch.isOutranked(each),
                        each.device()));
            }
            unjudged.add(new Written(frame, devices));
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
                        frame.isAhead(),
                        frame.settings()));
            }
        }
        return samples;
    }
}
