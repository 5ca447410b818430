package io.busbar.benchmarks;

/**
 * How much {@code bench jobs} judges, and how often. Immutable.
 *
 * @param pairs how often everybody judges the file, from 1
 * @param warmups how often before that, from 0
 * @param loggers of the fleet
 * @param ticks frames of each logger
 */
record JobsPace(int pairs, int warmups, int loggers, int ticks) {

    static final JobsPace FULL = new JobsPace(5, 4, 500, 1_500);

    JobsPace {
        if (pairs < 1 || warmups < 0 || loggers < 1 || ticks < 1) {
            throw new IllegalArgumentException("pace out of range: pairs=" + pairs + ", warmups=" + warmups
                    + ", loggers=" + loggers + ", ticks=" + ticks + ", allowed: from 1, 0, 1 and 1");
        }
    }
}
