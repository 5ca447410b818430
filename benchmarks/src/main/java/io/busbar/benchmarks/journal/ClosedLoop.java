package io.busbar.benchmarks.journal;

import io.busbar.benchmarks.cpu.CpuTime;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Appends records one after the other and keeps a number of them under way: the next is appended when one has become durable. Appends on the
 * thread that runs it, is told on the log's.
 */
public final class ClosedLoop implements DurableLog.Listener {

    private static final double NANOS = 1e9;
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int DIGITS = 3;

    private final DurableLog log;
    private final long[] appendedNanos;
    private final Histogram times = new Histogram(LONGEST_NANOS, DIGITS);
    private final Thread appender = Thread.currentThread();
    private volatile boolean isCounting;
    private volatile long durable;
    private volatile @Nullable Exception failure;
    private long appended;

    private ClosedLoop(DurableLog log, int underWay) {
        this.log = log;
        this.appendedNanos = new long[underWay];
    }

    /**
     * What was measured. Immutable but for its histogram.
     *
     * @param records that became durable while it was counted
     * @param serverCpuSeconds of the log's server meanwhile, 0 when it has none
     * @param ownCpuSeconds of this process meanwhile, with all that it does
     * @param acknowledged all that became durable, before and after, too
     * @param nanos from append to durable
     */
    public record Result(
            long records,
            double wallSeconds,
            double serverCpuSeconds,
            double ownCpuSeconds,
            long acknowledged,
            Histogram nanos) {

        public double recordsPerSecond() {
            return records / wallSeconds;
        }

        /** Of all that takes part. */
        public double recordsPerCpuSecond() {
            return perCpuSecond(serverCpuSeconds + ownCpuSeconds);
        }

        /** Of the server alone when there is one, else of all that takes part. */
        public double recordsPerServerCpuSecond() {
            return perCpuSecond(serverCpuSeconds > 0 ? serverCpuSeconds : ownCpuSeconds);
        }

        private double perCpuSecond(double seconds) {
            return seconds > 0 ? records / seconds : Double.NaN;
        }
    }

    /** Returns when everything that was appended is durable. */
    public static Result run(DurableLog log, int underWay, double warmSeconds, double seconds) throws IOException {
        return new ClosedLoop(log, underWay).run(warmSeconds, seconds);
    }

    private Result run(double warmSeconds, double seconds) throws IOException {
        appendUntil(System.nanoTime() + (long) (warmSeconds * NANOS));
        isCounting = true;
        double serverCpuBefore = log.serverCpuSeconds();
        double ownCpuBefore = CpuTime.ofThisProcess();
        long durableBefore = durable;
        long begun = System.nanoTime();
        appendUntil(begun + (long) (seconds * NANOS));
        isCounting = false;
        double wallSeconds = (System.nanoTime() - begun) / NANOS;
        long records = durable - durableBefore;
        double serverCpuSeconds = log.serverCpuSeconds() - serverCpuBefore;
        double ownCpuSeconds = CpuTime.ofThisProcess() - ownCpuBefore;
        await(0);
        return new Result(records, wallSeconds, serverCpuSeconds, ownCpuSeconds, durable, times);
    }

    private void appendUntil(long endNanos) throws IOException {
        for (long now = System.nanoTime(); now < endNanos; now = System.nanoTime()) {
            if (appended - durable == appendedNanos.length) {
                await(appendedNanos.length - 1);
                now = System.nanoTime();
            }
            appendedNanos[(int) (appended % appendedNanos.length)] = now;
            log.append(Records.record(appended++), this);
        }
    }

    /** Returns when at most so many are under way. */
    private void await(long underWay) throws IOException {
        long deadline = System.nanoTime() + LONGEST_NANOS;
        while (appended - durable > underWay) {
            if (failure != null) {
                throw new IOException("record " + durable + " did not become durable", failure);
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("record " + durable + " did not become durable within a minute");
            }
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread of the log
    public void durable() {
        long number = durable;
        if (isCounting) {
            long nanos = System.nanoTime() - appendedNanos[(int) (number % appendedNanos.length)];
            times.recordValue(Math.min(nanos, LONGEST_NANOS));
        }
        durable = number + 1;
        if (number % 64 == 0) {
            LockSupport.unpark(appender);
        }
    }

    @Override
    public void failed(Exception cause) {
        failure = cause;
        LockSupport.unpark(appender);
    }
}
