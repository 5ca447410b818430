package io.busbar.rollup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the cells of a pack did in a bucket. Immutable.
 *
 * @param widest null when no sample of the bucket has a differential
 * @param differential mV
 * @param distribution of the differentials, each sample counting once
 * @param leastCellsUsed the fewest cells with a plausible reading in a sample; 0 without samples
 * @param mostCellsExpected the most cells that a sample had to have; 0 without samples
 */
public record PackBucket(
        BucketPlace place,
        @Nullable Widest widest,
        ValueSummary differential,
        Distribution distribution,
        int leastCellsUsed,
        int mostCellsExpected) {

    public PackBucket {
        if (leastCellsUsed < 0 || mostCellsExpected < leastCellsUsed) {
            throw new IllegalArgumentException(
                    "cells out of range: leastCellsUsed=%d (at least 0), mostCellsExpected=%d (not less)"
                            .formatted(leastCellsUsed, mostCellsExpected));
        }
    }

    /** Each sample counts once, however long it held; null without differentials. */
    public @Nullable Integer percentile95Millivolts() {
        return distribution.count() == 0 ? null : Integer.valueOf(distribution.percentileMillivolts(95));
    }

    /**
     * Puts a bucket together from all buckets that lie in it; the same as folding the samples.
     *
     * @param parts ascending; times without any may be left out
     * @throws IllegalArgumentException when one lies outside or overlaps the one before
     */
    public static PackBucket of(long startMillis, long endMillis, Cadence cadence, List<PackBucket> parts) {
        Widest widest = null;
        ValueSummary differential = ValueSummary.NONE;
        Distribution distribution = Distribution.EMPTY;
        int leastUsed = Integer.MAX_VALUE;
        int mostExpected = 0;
        for (PackBucket part : parts) {
            widest = Widest.larger(widest, part.widest);
            differential = differential.then(part.differential);
            distribution = distribution.plus(part.distribution);
            if (part.place.received() > 0) {
                leastUsed = Math.min(leastUsed, part.leastCellsUsed);
                mostExpected = Math.max(mostExpected, part.mostCellsExpected);
            }
        }
        BucketPlace place = BucketPlace.around(startMillis, endMillis, cadence, parts, PackBucket::place);
        return new PackBucket(
                place, widest, differential, distribution, place.received() == 0 ? 0 : leastUsed, mostExpected);
    }
}
