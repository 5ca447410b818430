package io.busbar.benchmarks;

/**
 * How much {@code bench storage} stores, and how often. Immutable.
 *
 * @param pairs how often every contender stores the frames, from 1
 * @param warmups how often before that, from 1
 * @param loggers of the fleet
 * @param ticks frames of each logger
 */
record StoragePace(int pairs, int warmups, int loggers, int ticks) {

    static final StoragePace FULL = new StoragePace(5, 3, 1_000, 20);

    StoragePace {
        if (pairs < 1 || warmups < 1 || loggers < 1 || ticks < 1) {
            throw new IllegalArgumentException("pace out of range: pairs=" + pairs + ", warmups=" + warmups
                    + ", loggers=" + loggers + ", ticks=" + ticks + ", allowed: from 1");
        }
    }
}
