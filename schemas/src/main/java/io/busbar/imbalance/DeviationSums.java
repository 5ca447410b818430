package io.busbar.imbalance;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Deviations from the median in one region and direction, added up: four lists of equal length, by cell number from 1. Sums are in half
 * millivolts. Those of parts add up to those of the whole. Immutable.
 *
 * @param samples in how many samples the cell was measured
 * @param deviations sum of the cell's deviations
 * @param pairSums sum of |deviation of the cell + deviation of the next|, where both were measured; 0 for the last cell
 * @param pairSamples how many these are
 */
public record DeviationSums(
        VoltageRegion region,
        CurrentDirection direction,
        List<Long> samples,
        List<Long> deviations,
        List<Long> pairSums,
        List<Long> pairSamples) {

    public DeviationSums {
        samples = List.copyOf(samples);
        deviations = List.copyOf(deviations);
        pairSums = List.copyOf(pairSums);
        pairSamples = List.copyOf(pairSamples);
        int cells = samples.size();
        if (deviations.size() != cells || pairSums.size() != cells || pairSamples.size() != cells) {
            throw new IllegalArgumentException(
                    "lists differ in length: samples=%d, deviations=%d, pairSums=%d, pairSamples=%d"
                            .formatted(cells, deviations.size(), pairSums.size(), pairSamples.size()));
        }
        for (int i = 0; i < cells; i++) {
            if (samples.get(i) < 0 || pairSums.get(i) < 0 || pairSamples.get(i) < 0) {
                throw new IllegalArgumentException(
                        "cell %d: samples=%d, pairSums=%d, pairSamples=%d, must be at least 0"
                                .formatted(i + 1, samples.get(i), pairSums.get(i), pairSamples.get(i)));
            }
        }
    }

    public int cells() {
        return samples.size();
    }

    /** Together with those of other samples, under this region and direction. */
    DeviationSums plus(DeviationSums other) {
        return new DeviationSums(
                region,
                direction,
                plus(samples, other.samples),
                plus(deviations, other.deviations),
                plus(pairSums, other.pairSums),
                plus(pairSamples, other.pairSamples));
    }

    private static List<Long> plus(List<Long> some, List<Long> others) {
        return IntStream.range(0, Math.max(some.size(), others.size()))
                .mapToObj(i -> (i < some.size() ? some.get(i) : 0L) + (i < others.size() ? others.get(i) : 0L))
                .toList();
    }

    /** The same while it grows. Confined to the thread of its fold. */
    static final class Fold {
        private final VoltageRegion region;
        private final CurrentDirection direction;
        private long[] samples = new long[0];
        private long[] deviations = new long[0];
        private long[] pairSums = new long[0];
        private long[] pairSamples = new long[0];

        Fold(VoltageRegion region, CurrentDirection direction) {
            this.region = region;
            this.direction = direction;
        }

        boolean isOf(VoltageRegion someRegion, CurrentDirection someDirection) {
            return region == someRegion && direction == someDirection;
        }

        void widen(int cells) {
            if (samples.length < cells) {
                samples = Arrays.copyOf(samples, cells);
                deviations = Arrays.copyOf(deviations, cells);
                pairSums = Arrays.copyOf(pairSums, cells);
                pairSamples = Arrays.copyOf(pairSamples, cells);
            }
        }

        /** Voltages are doubled, 0 where none was measured. */
        void add(int[] doubled, int cells, int twiceMedian) {
            for (int i = 0; i < cells; i++) {
                if (doubled[i] != 0) {
                    int deviation = doubled[i] - twiceMedian;
                    samples[i]++;
                    deviations[i] += deviation;
                    if (i + 1 < cells && doubled[i + 1] != 0) {
                        pairSums[i] += Math.abs(deviation + doubled[i + 1] - twiceMedian);
                        pairSamples[i]++;
                    }
                }
            }
        }

        DeviationSums sums() {
            return new DeviationSums(
                    region, direction, list(samples), list(deviations), list(pairSums), list(pairSamples));
        }

        private static List<Long> list(long[] numbers) {
            return LongStream.of(numbers).boxed().toList();
        }
    }
}
