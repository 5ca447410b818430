package io.busbar.jobs.sink;

import io.busbar.jobs.database.Transactions;
import io.busbar.jobs.rollup.RollupWriter;
import io.busbar.jobs.sample.FrameSamples;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What committed samples leave beside rows and alarms, many frames as one: the latest readings, when loggers were heard of, roll-ups. It has a thread and
 * a connection of its own, for samples and alarms are not to wait for it, save at a checkpoint.
 *
 * <pre>
 *  committed samples ──┬─▶ latest readings ──▶ topic, each second; table, {@link WritePace} ┐
 *                      ├─▶ logger activity ──▶ table, with them                             ├─ and at each checkpoint
 *                      └─▶ dirty buckets   ──▶ roll-ups, a slice at a time; dirty_bucket    ┘
 * </pre>
 *
 * What fails on that thread fails whoever calls next. Its methods are for one other thread.
 */
final class Upkeep implements AutoCloseable {

    /** How long a reading may be on its way to those who follow the topic of latest readings. */
    private static final long PUBLISH_NANOS = Duration.ofSeconds(1).toNanos();

    /** After so long it is looked for what is due. */
    private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();

    /** While samples come, one part of so many of the time is for roll-ups: they share the processors. */
    private static final int PARTS = 5;

    /** No samples for so long, and roll-ups get all of it. */
    private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

    private static final Duration LONGEST_END = Duration.ofSeconds(10);

    private final Transactions transactions;
    private final LatestWriter latest;
    private final LoggerActivity activity = new LoggerActivity();
    private final @Nullable RollupWriter rollups;
    private final LongSupplier nanoClock;
    private final Thread thread;
    private final WritePace pace;
    private long publishedAtNanos;

    /** When samples came last, by {@link System#nanoTime()}. */
    private volatile long tookAtNanos = System.nanoTime();

    /** Guards what follows. */
    private final Object lock = new Object();

    private boolean isReady;
    private boolean isWoken;
    private long flushesWanted;
    private long flushesDone;

    /** Whether the flush that is wanted is a checkpoint's, and not one because too much waits. */
    private boolean isCheckpoint;

    private @Nullable Throwable failure;

    private Upkeep(
            Transactions transactions, LatestWriter latest, @Nullable RollupWriter rollups, LongSupplier nanoClock) {
        this.transactions = transactions;
        this.latest = latest;
        this.rollups = rollups;
        this.nanoClock = nanoClock;
        this.publishedAtNanos = nanoClock.getAsLong();
        this.pace = new WritePace(publishedAtNanos);
        this.thread = new Thread(this::run, "tables-upkeep");
        this.thread.setDaemon(true);
    }

    /**
     * Connects to the database at once.
     *
     * @param transactions of its own, closed with it
     * @param nanoClock for what is done after a while; asked by another thread
     */
    static Upkeep start(
            Transactions transactions, LatestWriter latest, @Nullable RollupWriter rollups, LongSupplier nanoClock) {
        Upkeep upkeep = new Upkeep(transactions, latest, rollups, nanoClock);
        upkeep.thread.start();
        return upkeep;
    }

    /** Returns when what earlier runs have left is taken over: before that no samples may be stored. */
    void awaitReady() throws InterruptedException {
        synchronized (lock) {
            while (!isReady) {
                requireNoFailure();
                lock.wait();
            }
        }
    }

    /** Takes frames that are committed, and those of their devices that have rows. */
    void take(List<FrameSamples> frames, List<Batch.Accepted> accepted) throws InterruptedException {
        tookAtNanos = System.nanoTime();
        frames.forEach(activity::take);
        if (latest.take(accepted)) {
            awaitWritten(false);
        }
    }

    /** Has it looked for what is due. */
    void wake() {
        synchronized (lock) {
            requireNoFailure();
            isWoken = true;
            lock.notifyAll();
        }
    }

    /** Returns when all that was taken is committed, in the database and in Kafka, and what is left to compute noted. */
    void flush() throws InterruptedException {
        awaitWritten(true);
    }

    private void awaitWritten(boolean isForCheckpoint) throws InterruptedException {
        synchronized (lock) {
            isCheckpoint |= isForCheckpoint;
            long flush = ++flushesWanted;
            lock.notifyAll();
            while (flushesDone < flush) {
                requireNoFailure();
                lock.wait();
            }
        }
    }

    private void requireNoFailure() {
        if (failure != null) {
            throw new IllegalStateException("cannot keep up what samples leave: " + failure.getMessage(), failure);
        }
    }

    private void run() {
        try {
            if (rollups != null) {
                rollups.takeOver();
            }
            synchronized (lock) {
                isReady = true;
                lock.notifyAll();
            }
            long restNanos = 0;
            while (!Thread.currentThread().isInterrupted()) {
                long flush = await(restNanos);
                restNanos = work(flush);
            }
        } catch (InterruptedException e) {
            fail(e);
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void fail(Throwable cause) {
        synchronized (lock) {
            failure = cause;
            lock.notifyAll();
        }
    }

    /** Waits for so long, or less when somebody wants something. Returns the number of the flush that is wanted. */
    private long await(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        synchronized (lock) {
            for (long left = nanos;
                    left > 0 && !isWoken && flushesDone == flushesWanted;
                    left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
            isWoken = false;
            return flushesWanted;
        }
    }

    /** Returns how long it can wait. */
    private long work(long flush) throws InterruptedException {
        long now = nanoClock.getAsLong();
        if (flush > flushesDone) {
            latest.writeAll();
            writeTheRest();
            publishedAtNanos = nanoClock.getAsLong();
            pace.wrote(now, publishedAtNanos);
            synchronized (lock) {
                if (isCheckpoint) {
                    pace.flushed(publishedAtNanos);
                    isCheckpoint = false;
                }
                flushesDone = flush;
                lock.notifyAll();
            }
        } else if (pace.isDue(now, latest.unwritten())) {
            latest.write();
            writeTheRest();
            publishedAtNanos = nanoClock.getAsLong();
            pace.wrote(now, publishedAtNanos);
            return 0;
        } else if (now - publishedAtNanos >= PUBLISH_NANOS) {
            latest.publish();
            publishedAtNanos = nanoClock.getAsLong();
        }
        return computeSome();
    }

    private void writeTheRest() throws InterruptedException {
        activity.write(transactions);
        if (rollups != null) {
            rollups.store();
        }
    }

    private long computeSome() throws InterruptedException {
        long began = System.nanoTime();
        if (rollups == null || !rollups.computeSome()) {
            return PAUSE_NANOS;
        }
        long ended = System.nanoTime();
        return ended - tookAtNanos > QUIET_NANOS ? 0 : (ended - began) * (PARTS - 1);
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(LONGEST_END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        transactions.close();
    }
}
