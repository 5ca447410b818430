package io.busbar.benchmarks;

/**
 * How long {@code bench door} sends, and how often. Immutable.
 *
 * @param pairs how often every door is measured, from 1
 * @param warmups how often before that, from 1: until the compiler is done with the code of the JVMs
 * @param connections loggers on sockets of their own
 * @param warmSeconds sent before anything is counted
 * @param seconds counted
 * @param syncs of a file, for what the disk takes
 */
record DoorPace(int pairs, int warmups, int connections, double warmSeconds, double seconds, int syncs) {

    static final DoorPace FULL = new DoorPace(5, 5, 100, 1, 5, 1_000);

    DoorPace {
        if (pairs < 1 || warmups < 1 || connections < 1 || warmSeconds < 0 || seconds <= 0 || syncs < 1) {
            throw new IllegalArgumentException(
                    "pace out of range: pairs=" + pairs + ", warmups=" + warmups + ", connections=" + connections
                            + ", warmSeconds=" + warmSeconds + ", seconds=" + seconds + ", syncs=" + syncs
                            + ", allowed: from 1, 1, 1, 0, above 0, from 1");
        }
    }
}
