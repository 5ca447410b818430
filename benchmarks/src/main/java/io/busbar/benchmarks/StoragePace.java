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

    /**
     * 50,000 frames with one write of the latest values: the job writes them every 5 s, after some 50,000 frames at full speed. As many warm-ups
     * as it takes until the compiler is done with the code of the JVMs.
     */
    static final StoragePace FULL = new StoragePace(5, 10, 500, 100);

    StoragePace {
        if (pairs < 1 || warmups < 1 || loggers < 1 || ticks < 1) {
            throw new IllegalArgumentException("pace out of range: pairs=" + pairs + ", warmups=" + warmups
                    + ", loggers=" + loggers + ", ticks=" + ticks + ", allowed: from 1");
        }
    }
}
