package io.busbar.rollup;

/**
 * A stretch of whole buckets. Immutable.
 *
 * @param fromMillis start of the first bucket
 * @param toMillis end of the last one, exclusive
 */
public record BucketRange(long fromMillis, long toMillis) {

    /** Every bucket there is. */
    public static final BucketRange ALL = new BucketRange(Long.MIN_VALUE, Long.MAX_VALUE);

    public BucketRange {
        if (fromMillis >= toMillis) {
            throw new IllegalArgumentException(
                    "range is empty: fromMillis=%d, toMillis=%d must be later".formatted(fromMillis, toMillis));
        }
    }

    /** Whether the bucket that starts then is one of them. */
    public boolean contains(long startMillis) {
        return startMillis >= fromMillis && startMillis < toMillis;
    }

    /**
     * From when on samples matter to these buckets, inclusive: the last one before a bucket says what holds at its start.
     */
    public long samplesFromMillis(Cadence cadence) {
        return fromMillis == Long.MIN_VALUE ? fromMillis : fromMillis - cadence.gapCapMillis();
    }

    /** Until when samples matter to these buckets, exclusive: power at the end of a bucket lies between its last sample and the next. */
    public long samplesToMillis(Cadence cadence) {
        return toMillis == Long.MAX_VALUE ? toMillis : toMillis + cadence.gapCapMillis();
    }
}
