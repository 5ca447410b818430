package io.busbar.rollup;

import java.time.Duration;

/**
 * How often a logger is meant to send, and what follows from it: how long a value holds when no other comes, and how many frames a time lets
 * expect. Immutable.
 *
 * @param intervalMillis the logger's upload interval
 */
public record Cadence(long intervalMillis) {

    private static final long MAX_INTERVAL_MILLIS = Duration.ofDays(1).toMillis();

    public Cadence {
        if (intervalMillis < 1 || intervalMillis > MAX_INTERVAL_MILLIS) {
            throw new IllegalArgumentException("upload interval out of range: intervalMillis=%d, allowed 1 to %d"
                    .formatted(intervalMillis, MAX_INTERVAL_MILLIS));
        }
    }

    public static Cadence ofSeconds(int intervalSeconds) {
        return new Cadence(intervalSeconds * 1_000L);
    }

    /** 2.5 intervals, rounded down to a millisecond, as in the answers of the query API: so long a value holds at most. */
    public long gapCapMillis() {
        return intervalMillis * 5 / 2;
    }

    /**
     * How many frames are expected in a time: the multiples of the interval since the epoch that lie in it. A time cut into parts expects as
     * many as its parts together.
     *
     * @param fromMillis inclusive
     * @param toMillis exclusive
     */
    public long expectedFrames(long fromMillis, long toMillis) {
        return Math.floorDiv(toMillis - 1, intervalMillis) - Math.floorDiv(fromMillis - 1, intervalMillis);
    }
}
