package io.busbar.query.series;

/** How long a value holds when no other follows. Stateless. */
final class GapCap {

    /** So many upload intervals, as a ratio: 5 / 2. */
    private static final int HALF_INTERVALS = 5;

    private GapCap() {}

    static long millis(int uploadIntervalSeconds) {
        return uploadIntervalSeconds * 1_000L * HALF_INTERVALS / 2;
    }
}
