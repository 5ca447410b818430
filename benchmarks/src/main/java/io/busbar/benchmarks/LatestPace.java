package io.busbar.benchmarks;

/**
 * How long a history {@code bench latest} asks, and how often. Immutable.
 *
 * @param pairs how often every source is asked at every rate, from 1
 * @param loggers of the fleet, five devices each
 * @param ticks rows of each device
 * @param seconds at a rate; twice as long at the one that ratios are made at
 */
record LatestPace(int pairs, int loggers, int ticks, double seconds) {

    static final LatestPace FULL = new LatestPace(5, 200, 2_000, 2);

    LatestPace {
        if (pairs < 1 || loggers < 1 || ticks < 1 || seconds <= 0) {
            throw new IllegalArgumentException("pace out of range: pairs=" + pairs + ", loggers=" + loggers + ", ticks="
                    + ticks + ", seconds=" + seconds + ", allowed: from 1, seconds above 0");
        }
    }
}
