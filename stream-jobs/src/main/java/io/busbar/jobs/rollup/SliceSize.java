package io.busbar.jobs.rollup;

/**
 * How many buckets are computed in one transaction, while samples wait: as many as took about {@link #TARGET_NANOS} of late. What a bucket takes
 * depends on how often its logger sends, so it is learned: a slice that took longer is followed by a smaller one at once, one that was full and took
 * less by one of at most twice the size. Confined to one thread.
 */
final class SliceSize {

    static final long TARGET_NANOS = 20_000_000;

    /** A day of 64 devices. */
    static final int MOST = 64 * 288;

    private static final int FIRST = 64;
    private static final double MOST_GROWTH = 2;

    private int buckets = FIRST;

    int buckets() {
        return buckets;
    }

    /** A slice of so many buckets is done. */
    void took(int computed, long nanos) {
        boolean isLong = nanos > TARGET_NANOS;
        if (computed < buckets && !isLong) {
            return; // there was no more to do, which says nothing about a larger one
        }
        double growth = Math.min(MOST_GROWTH, (double) TARGET_NANOS / Math.max(1, nanos));
        buckets = Math.max(1, Math.min(MOST, (int) (computed * growth)));
    }
}
