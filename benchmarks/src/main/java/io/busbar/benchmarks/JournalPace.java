package io.busbar.benchmarks;

/**
 * How long {@code bench journal} appends, and how often. Immutable.
 *
 * @param pairs how often everybody is measured, from 1
 * @param underWay records that are appended and not yet durable, at most
 * @param warmSeconds appended before anything is counted
 * @param seconds counted
 * @param syncs of a file, for what the disk takes
 */
record JournalPace(int pairs, int underWay, double warmSeconds, double seconds, int syncs) {

    static final JournalPace FULL = new JournalPace(5, 1_024, 3, 5, 1_000);

    JournalPace {
        if (pairs < 1 || underWay < 1 || warmSeconds < 0 || seconds <= 0 || syncs < 1) {
            throw new IllegalArgumentException("pace out of range: pairs=" + pairs + ", underWay=" + underWay
                    + ", warmSeconds=" + warmSeconds + ", seconds=" + seconds + ", syncs=" + syncs
                    + ", allowed: from 1, 1, 0, above 0, from 1");
        }
    }
}
