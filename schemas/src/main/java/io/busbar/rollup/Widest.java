package io.busbar.rollup;

import org.jspecify.annotations.Nullable;

/**
 * The largest cell differential of a bucket, the earliest of equal ones. Immutable.
 *
 * @param highestCell number from 1
 * @param lowestCell number from 1
 */
public record Widest(int differentialMillivolts, long atMillis, int highestCell, int lowestCell) {

    public Widest {
        if (differentialMillivolts < 0
                || differentialMillivolts > Distribution.MAX_MILLIVOLTS
                || highestCell < 1
                || lowestCell < 1) {
            throw new IllegalArgumentException(
                    "differential out of range: differentialMillivolts=%d (0 to %d), highestCell=%d, lowestCell=%d (from 1)"
                            .formatted(differentialMillivolts, Distribution.MAX_MILLIVOLTS, highestCell, lowestCell));
        }
    }

    /** The larger of two, either of which may be missing; of equal ones the first. */
    static @Nullable Widest larger(@Nullable Widest earlier, @Nullable Widest later) {
        if (earlier == null || later == null) {
            return earlier == null ? later : earlier;
        }
        return later.differentialMillivolts > earlier.differentialMillivolts ? later : earlier;
    }
}
