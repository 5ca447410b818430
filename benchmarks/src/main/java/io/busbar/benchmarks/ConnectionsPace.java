package io.busbar.benchmarks;

/**
 * How many loggers {@code bench connections} connects, and how long some of them send. Immutable.
 *
 * @param idle loggers that say nothing after their log-in
 * @param sending loggers on further connections
 * @param framesPerSecond of all that send together
 * @param warmSeconds sent before anything is counted
 * @param seconds counted
 * @param syncs of a file, for what the disk takes
 */
record ConnectionsPace(int idle, int sending, double framesPerSecond, double warmSeconds, double seconds, int syncs) {

    static final ConnectionsPace FULL = new ConnectionsPace(50_000, 20, 2_000, 10, 15, 1_000);

    ConnectionsPace {
        if (idle < 1 || sending < 1 || framesPerSecond <= 0 || warmSeconds < 0 || seconds <= 0 || syncs < 1) {
            throw new IllegalArgumentException("pace out of range: idle=" + idle + ", sending=" + sending
                    + ", framesPerSecond=" + framesPerSecond + ", warmSeconds=" + warmSeconds + ", seconds=" + seconds
                    + ", syncs=" + syncs + ", allowed: from 1, 1, above 0, from 0, above 0, from 1");
        }
    }
}
