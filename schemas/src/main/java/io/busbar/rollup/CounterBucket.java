package io.busbar.rollup;

import java.util.List;

/**
 * What a counter of energy gained in a bucket: the sum of its differences from one reading to the next, each counted where the later reading is.
 * Immutable.
 *
 * @param gainedWattHours corrections included; they may bring it below 0
 * @param acrossGapsWattHours the part of it that came with readings later than the gap cap after the one before: it may have flowed long before
 * @param corrections how often the counter was set back a little
 * @param resets how often nothing could be counted, because it fell or rose beyond belief
 */
public record CounterBucket(
        BucketPlace place, long gainedWattHours, long acrossGapsWattHours, int corrections, int resets) {

    public CounterBucket {
        if (corrections < 0 || resets < 0) {
            throw new IllegalArgumentException(
                    "corrections=%d, resets=%d, must be at least 0".formatted(corrections, resets));
        }
    }

    /**
     * Puts a bucket together from all buckets that lie in it; the same as folding the readings.
     *
     * @param parts ascending; times without any may be left out
     * @throws IllegalArgumentException when one lies outside or overlaps the one before
     */
    public static CounterBucket of(long startMillis, long endMillis, Cadence cadence, List<CounterBucket> parts) {
        long gained = 0;
        long acrossGaps = 0;
        int corrections = 0;
        int resets = 0;
        for (CounterBucket part : parts) {
            gained += part.gainedWattHours;
            acrossGaps += part.acrossGapsWattHours;
            corrections += part.corrections;
            resets += part.resets;
        }
        BucketPlace place = BucketPlace.around(startMillis, endMillis, cadence, parts, CounterBucket::place);
        return new CounterBucket(place, gained, acrossGaps, corrections, resets);
    }
}
