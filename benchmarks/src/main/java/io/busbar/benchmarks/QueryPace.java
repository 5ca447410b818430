package io.busbar.benchmarks;

/**
 * How long a history {@code bench query} and {@code bench scope} ask, and how often. Immutable.
 *
 * @param pairs how often everybody is asked every question, from 1
 * @param loggers of the fleet, five devices each
 * @param ticks rows of each device, 10 s apart
 * @param alarms of the month
 * @param seconds of each turn
 */
record QueryPace(int pairs, int loggers, int ticks, int alarms, double seconds) {

    static final QueryPace FULL = new QueryPace(5, 50, 8_640, 20_000, 2);

    /** Of {@code bench scope}: what it looks for is small, so that it needs more pairs. */
    static final QueryPace OFTEN = new QueryPace(10, 50, 8_640, 20_000, 2);

    QueryPace {
        if (pairs < 1 || loggers < 1 || ticks < 1 || alarms < 1 || seconds <= 0) {
            throw new IllegalArgumentException("pace out of range: pairs=" + pairs + ", loggers=" + loggers + ", ticks="
                    + ticks + ", alarms=" + alarms + ", seconds=" + seconds + ", allowed: from 1, seconds above 0");
        }
    }
}
