package io.busbar.jobs.sink;

import java.time.Duration;

/**
 * When what many frames leave together is written. Every few seconds, more seldom when that takes long; and once more just before the samples have to wait
 * for it, at a checkpoint, so that little is left to be written then: checkpoints come at a steady pace. Confined to one thread.
 */
final class WritePace {

    /** How long the tables may lag behind the samples when that is cheap. */
    private static final long USUAL_NANOS = Duration.ofSeconds(5).toNanos();

    /** Writing takes at most one part of so many of the time. */
    private static final int PARTS = 10;

    /** So many changes are written in a few milliseconds. */
    private static final int FEW = 500;

    /** A checkpoint may be a little early or late. */
    private static final long MARGIN_NANOS = Duration.ofMillis(250).toNanos();

    private long wroteAtNanos;
    private long flushedAtNanos;

    /** From one flush to the next; 0 when there were not two yet. */
    private long flushEveryNanos;

    private boolean hasFlushed;

    /** Longest since the last flush, and between the two before. */
    private long longestNanos;

    private long longestBeforeNanos;

    WritePace(long nowNanos) {
        wroteAtNanos = nowNanos;
    }

    /** @param changes that wait to be written */
    boolean isDue(long nowNanos, int changes) {
        long expectedNanos = Math.max(longestNanos, longestBeforeNanos);
        if (nowNanos - wroteAtNanos >= Math.max(USUAL_NANOS, PARTS * expectedNanos)) {
            return true;
        }
        long untilFlushNanos = flushedAtNanos + flushEveryNanos - nowNanos;
        boolean isBeforeFlush = flushEveryNanos > 0
                && untilFlushNanos <= 2 * expectedNanos + MARGIN_NANOS
                && untilFlushNanos >= -expectedNanos - MARGIN_NANOS;
        return isBeforeFlush && changes > FEW;
    }

    /** All that waited at the beginning is written. */
    void wrote(long beganNanos, long nowNanos) {
        wroteAtNanos = nowNanos;
        longestNanos = Math.max(longestNanos, nowNanos - beganNanos);
    }

    /** Samples have waited until all was written. */
    void flushed(long nowNanos) {
        flushEveryNanos = hasFlushed ? nowNanos - flushedAtNanos : 0;
        flushedAtNanos = nowNanos;
        hasFlushed = true;
        longestBeforeNanos = longestNanos;
        longestNanos = 0;
    }
}
