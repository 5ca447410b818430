package io.busbar.jobs.sink;

import io.busbar.jobs.alarm.AlarmWriter;
import io.busbar.jobs.alarm.Ownership;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.jobs.database.Transactions;
import io.busbar.jobs.rollup.DirtyBuckets;
import io.busbar.jobs.rollup.RollupNotes;
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
 * Writes samples to the database, a batch at a time, then the alarms that they raise and clear; what many frames leave together, the latest readings,
 * when loggers were heard of, and roll-ups, is written beside that ({@link Upkeep}). At least once, with the effect of once. Confined to one thread.
 */
public final class SampleWriter implements AutoCloseable {

    /** How long samples may wait for alarms of old samples that are judged again. */
    private static final long ALARM_NANOS = Duration.ofMillis(25).toNanos();

    private final Transactions transactions;
    private final BatchWriter batches;
    private final LatestWriter latest;
    private final Upkeep upkeep;
    private final @Nullable AlarmWriter alarms;
    private final @Nullable RollupWriter rollups;
    private final @Nullable RollupNotes rollupNotes;
    private final List<TopicWriter> topics;
    private final LongSupplier nanoClock;
    private final List<Written> unjudged = new ArrayList<>();
    private final Clock clock = Clock.systemUTC();

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
        Transactions besides = new Transactions(database);
        if (ownership == null) {
            this.latest = new LatestWriter(besides, catalogue, null);
            this.alarms = null;
            this.rollups = null;
            this.rollupNotes = null;
        } else {
            Share share = new Share(ownership.index(), ownership.writers());
            DirtyBuckets dirty = new DirtyBuckets(catalogue, nanoClock.getAsLong());
            this.latest = new LatestWriter(besides, catalogue, topics.get(0));
            this.alarms = new AlarmWriter(
                    transactions,
                    catalogue,
                    ownership,
                    new AlarmTopic(topics.get(1)),
                    clock,
                    nanoClock,
                    momentsBetweenStates);
            this.rollups = new RollupWriter(besides, catalogue, share, dirty, nanoClock);
            this.rollupNotes = new RollupNotes(dirty, nanoClock);
        }
        this.upkeep = Upkeep.start(besides, latest, rollups, nanoClock);
    }

    /**
     * Connects to the database and to Kafka, and waits for neither.
     *
     * @param ownership which of several writers this is
     */
    public static SampleWriter open(DatabaseConfig database, String kafkaBootstrapServers, Ownership ownership) {
        return open(database, kafkaBootstrapServers, ownership, System::nanoTime, AlarmWriter.MOMENTS_BETWEEN_STATES);
    }

    /**
     * The same by another pace.
     *
     * @param nanoClock for what is done after a while; asked by several threads
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
        upkeep.awaitReady();
        batches.write(byLogger(frames));
        if (alarms != null) {
            for (Written written : unjudged) {
                alarms.take(written.frame(), written.devices());
            }
            unjudged.clear();
            alarms.settle();
        }
        keepAlarmsUp();
    }

    /** Those of a logger stay in their order. Rows of neighbours in an index, one after the other, cost the database less than in any order. */
    private static List<FrameSamples> byLogger(List<FrameSamples> frames) {
        List<FrameSamples> sorted = new ArrayList<>(frames);
        sorted.sort(Comparator.comparing(FrameSamples::loggerSerialNumber));
        return sorted;
    }

    /**
     * Has what is due looked after; to be called every second or so while no batches come.
     *
     * @throws InterruptedException when interrupted while the database or Kafka is away
     */
    public void keepUp() throws InterruptedException {
        if (rollupNotes != null) {
            rollupNotes.settle();
        }
        upkeep.wake();
        keepAlarmsUp();
    }

    private void keepAlarmsUp() throws InterruptedException {
        long startedAtNanos = nanoClock.getAsLong();
        while (alarms != null && alarms.keepUp() && nanoClock.getAsLong() - startedAtNanos < ALARM_NANOS) {
            // there is more, and time for it
        }
    }

    /**
     * Returns when everything that the frames written so far leave is committed, in the database and in Kafka.
     *
     * @throws InterruptedException when interrupted while the database or Kafka is away
     */
    public void flush() throws InterruptedException {
        upkeep.flush();
        if (alarms != null) {
            alarms.flush(); // what it notes of loggers goes to rows of those that are known to have been heard of
        }
    }

    @Override
    public void close() {
        upkeep.close();
        topics.forEach(TopicWriter::close);
        transactions.close();
    }

    private void take(List<FrameSamples> frames, Batch batch) throws InterruptedException {
        if (alarms != null) {
            gather(frames, batch);
        }
        if (rollupNotes != null) {
            rollupNotes.committed();
        }
        upkeep.take(frames, batch.accepted());
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
                        each.root().id(),
                        each.root().lastLogger(),
                        each.binding().fromMillis(),
                        each.binding().isOver(),
                        batch.isOutranked(each),
                        each.device()));
            }
            unjudged.add(new Written(frame, devices));
        }
    }

    private void note(Connection open, Batch batch) throws SQLException {
        if (rollupNotes != null) {
            rollupNotes.note(open, samples(batch));
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
