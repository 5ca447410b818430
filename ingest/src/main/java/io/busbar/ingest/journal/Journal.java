package io.busbar.ingest.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps records on disk, in order, until they are relayed.
 *
 * <pre>
 *  append ──▶ inbox ──▶ append thread ──▶ Chronicle (page cache) ──▶ sync thread ──▶ completions
 *  (any thread)         writes group n+1                             syncs group n
 * </pre>
 *
 * <p>A failed write or sync ends the journal: nothing more is accepted or completed, since nobody can say what the disk holds. A full
 * disk is refused before it fails, and passes. Thread-safe; one per directory, also among processes.
 */
public final class Journal implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    /** Small, because the first touch of each page of a large mapped block shows as latency. */
    private static final int BLOCK_BYTES = 4 << 20;

    private static final RollCycles SEGMENT_TIME = RollCycles.TEN_MINUTELY;

    private final JournalConfig config;
    private final Clock clock;
    private final JournalLock lock;
    private final int doorId;
    private final SingleChronicleQueue queue;
    private final Segments segments;
    private final DiskBudget budget;
    private final Counter damaged;
    private final Handover<Entry> inbox = new Handover<>();
    private final Waiting waiting;
    private final AtomicLong durableCount = new AtomicLong();
    private final ScheduledExecutorService housekeeping =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "journal-housekeeping"));
    private final Thread appendThread;
    private final Thread syncThread;
    private volatile @Nullable JournalUnavailableException failure;
    private volatile long durableIndex;
    private volatile long relayedIndex;
    private volatile Runnable durableListener = () -> {};

    private Journal(JournalConfig config, Clock clock, MeterRegistry meters, JournalLock lock) throws IOException {
        this.config = config;
        this.clock = clock;
        this.lock = lock;
        this.doorId = DoorId.of(config.directory());
        this.segments = new Segments(config.directory());
        this.budget = new DiskBudget(config, segments);
        this.waiting = new Waiting(meters);
        this.damaged = Counter.builder("busbar.journal.damaged").register(meters);
        try (SegmentSync sync = new SegmentSync(config.directory())) {
            // What a killed process had written but not synced is shown to the relay from now on.
            for (Path segment : segments.all()) {
                sync.sync(segment);
            }
        }
        this.queue = SingleChronicleQueueBuilder.binary(config.directory())
                .rollCycle(SEGMENT_TIME)
                .blockSize(BLOCK_BYTES)
                .syncMode(SyncMode.NONE) // the sync thread does it, and whole
                .timeProvider(clock::millis)
                .build();
        this.durableIndex = Math.max(queue.lastIndex(), 0);
        Handover<Entry> appended = new Handover<>();
        this.appendThread = new Thread(new AppendLoop(this, queue, inbox, appended), "journal-append");
        this.syncThread = new Thread(
                new SyncLoop(this, config.durability(), appended, new SegmentSync(config.directory()), meters),
                "journal-sync");
        Gauge.builder("busbar.journal.disk", budget, DiskBudget::usedBytes)
                .baseUnit("bytes")
                .register(meters);
    }

    /** @throws IOException when the directory cannot be used or another process uses it */
    public static Journal open(JournalConfig config, Clock clock, MeterRegistry meters) throws IOException {
        Files.createDirectories(config.directory());
        JournalLock lock = JournalLock.acquire(config.directory());
        try {
            Journal journal = new Journal(config, clock, meters, lock);
            journal.start();
            return journal;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void start() {
        appendThread.start();
        syncThread.start();
        Future<?> unused = housekeeping.scheduleWithFixedDelay(this::keepHouse, 1, 1, TimeUnit.SECONDS);
    }

    /** Names this journal's entries among those of other doors; never 0. */
    public int doorId() {
        return doorId;
    }

    /** Keeps a record, which nobody may change any more, and says so by the completion. Does not block. */
    public void append(byte[] record, Completion completion) {
        append(List.of(record), completion);
    }

    /**
     * Keeps records, in their order and with nothing between them, and says so by the completion: once, when the last is kept. Nobody may
     * change the list or a record any more. Does not block.
     */
    public void append(List<byte[]> records, Completion completion) {
        JournalUnavailableException failed = failure;
        @Nullable String full = budget.problem();
        Entry entry = new Entry(records, completion);
        if (failed != null) {
            completion.failed(failed);
        } else if (full != null) {
            completion.failed(new JournalUnavailableException(full, null));
        } else if (!waiting.add(entry, config.maxBacklogBytes())) {
            completion.failed(new JournalUnavailableException(
                    "journal is behind: waiting bytes=" + waiting.bytes() + ", allowed=" + config.maxBacklogBytes(),
                    null));
        } else if (!inbox.put(entry)) {
            waiting.remove(entry);
            completion.failed(new JournalUnavailableException("journal is closed", null));
        }
    }

    /** Why nothing can be kept at present; null when all is well. */
    public @Nullable String problem() {
        JournalUnavailableException failed = failure;
        return failed != null ? failed.getMessage() : budget.problem();
    }

    /** Opens a reader that starts at the oldest entry. */
    public JournalTail tail() {
        return new JournalTail(this, queue.createTailer(), damaged);
    }

    /** Of the newest durable entry; 0 when there is none. Indexes grow, with gaps between segments. */
    public long durableIndex() {
        return durableIndex;
    }

    /** How many entries became durable since this journal was opened. */
    public long durableCount() {
        return durableCount.get();
    }

    /** How many entries lie behind one; 0 counts all. */
    public long countBehind(long entryIndex) {
        long last = durableIndex;
        if (last == 0 || entryIndex >= last) {
            return 0;
        }
        long first = queue.firstIndex();
        return entryIndex < first ? queue.countExcerpts(first, last) + 1 : queue.countExcerpts(entryIndex, last);
    }

    /** From when to when, exclusive, an entry of this index was appended; UTC, by the clock of its door. */
    public static long[] appendedBetweenMillis(long index) {
        long startMillis = (long) SEGMENT_TIME.toCycle(index) * SEGMENT_TIME.lengthInMillis();
        return new long[] {startMillis, startMillis + SEGMENT_TIME.lengthInMillis()};
    }

    /** Is called after each group; one listener. */
    public void onDurable(Runnable listener) {
        durableListener = listener;
    }

    /** Entries up to this one are in Kafka: their segments may be deleted when they are old enough. */
    public void relayedUpTo(long entryIndex) {
        relayedIndex = entryIndex;
    }

    void completed(List<Entry> group) {
        waiting.remove(group);
        durableIndex = group.get(group.size() - 1).lastIndex();
        durableCount.addAndGet(Entry.records(group));
        for (Entry entry : group) {
            entry.completion.durable(entry.indexes);
        }
        group.clear();
        durableListener.run();
    }

    /** The end of this journal: what waits and what comes is refused. */
    void fail(String what, Throwable cause) {
        log.error("journal {}: {}; nothing is acknowledged any more", config.directory(), what, cause);
        failure = new JournalUnavailableException(what + ": " + cause.getMessage(), cause);
        inbox.close();
    }

    /** Tells entries that they are not durable, after {@link #fail}. */
    void refuse(List<Entry> entries) {
        JournalUnavailableException cause = Objects.requireNonNull(failure);
        waiting.remove(entries);
        for (Entry entry : entries) {
            entry.completion.failed(cause);
        }
    }

    private void keepHouse() {
        try {
            if (relayedIndex != 0) {
                long startMillis = (long) SEGMENT_TIME.toCycle(relayedIndex) * SEGMENT_TIME.lengthInMillis();
                Path relaying = segments.startingAt(startMillis, SEGMENT_TIME.format());
                if (segments.deleteBefore(relaying, clock, config.retention()) > 0) {
                    queue.refreshDirectoryListing();
                }
            }
            budget.look();
        } catch (IOException | RuntimeException e) {
            log.warn("journal {}: housekeeping failed, next try in a second", config.directory(), e);
        }
    }

    /** Waits until everything appended before is durable and completed; what is appended later is refused. */
    public void drain() {
        inbox.close();
        join(appendThread);
        join(syncThread);
    }

    /** Drains, then lets go of the directory. Tails must have been closed before. */
    @Override
    public void close() throws IOException {
        drain();
        housekeeping.shutdownNow();
        queue.close();
        lock.close();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
