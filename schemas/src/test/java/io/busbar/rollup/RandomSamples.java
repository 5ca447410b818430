package io.busbar.rollup;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Samples with gaps, missing values and changing signs, in ascending order, and their folds. Stateless. */
final class RandomSamples {

    private RandomSamples() {}

    record Sample(
            long atMillis,
            @Nullable Integer millivolts,
            @Nullable Integer milliamps,
            @Nullable Integer socMillipercent,
            @Nullable Integer differentialMillivolts,
            long wattHours) {}

    static List<Sample> between(Random random, Cadence cadence, long fromMillis, long toMillis) {
        List<Sample> samples = new ArrayList<>();
        long at = fromMillis + random.nextLong(cadence.intervalMillis());
        long wattHours = random.nextInt(1_000_000);
        while (at < toMillis) {
            boolean edge = random.nextInt(10) == 0;
            long rounded = edge ? BucketGrid.FIVE_MINUTES.startMillis(at) : at;
            if (samples.isEmpty() || rounded > samples.get(samples.size() - 1).atMillis()) {
                wattHours =
                        random.nextInt(40) == 0 ? wattHours / (1 + random.nextInt(3)) : wattHours + random.nextInt(9);
                samples.add(new Sample(
                        rounded,
                        random.nextInt(6) == 0 ? null : Integer.valueOf(random.nextInt(40_000, 60_000)),
                        random.nextInt(6) == 0 ? null : Integer.valueOf(random.nextInt(-100_000, 100_000)),
                        random.nextInt(3) == 0 ? null : Integer.valueOf(random.nextInt(100_001)),
                        random.nextInt(4) == 0 ? null : Integer.valueOf(random.nextInt(300)),
                        wattHours));
            }
            boolean gap = random.nextInt(20) == 0;
            at += 1 + random.nextLong((gap ? 20 : 2) * cadence.intervalMillis());
        }
        return samples;
    }

    static List<BmsBucket> bms(List<Sample> samples, BucketGrid grid, Cadence cadence, BucketRange range) {
        List<BmsBucket> out = new ArrayList<>();
        BmsFold fold = new BmsFold(grid, cadence, range, out::add);
        for (Sample sample : samples) {
            fold.add(sample.atMillis(), sample.millivolts(), sample.milliamps(), sample.socMillipercent());
        }
        fold.finish();
        return out;
    }

    static List<PackBucket> pack(List<Sample> samples, BucketGrid grid, Cadence cadence, BucketRange range) {
        List<PackBucket> out = new ArrayList<>();
        PackFold fold = new PackFold(grid, cadence, range, out::add);
        for (Sample sample : samples) {
            int used = Math.floorMod(sample.atMillis(), 17);
            Integer differential = sample.differentialMillivolts();
            if (differential == null) {
                fold.addWithoutDifferential(sample.atMillis(), used, 16 + used);
            } else {
                fold.add(sample.atMillis(), differential, 1 + used, 2 + used, used, 16 + used);
            }
        }
        fold.finish();
        return out;
    }

    static List<CounterBucket> counter(List<Sample> samples, BucketGrid grid, Cadence cadence, BucketRange range) {
        List<CounterBucket> out = new ArrayList<>();
        Consumer<CounterBucket> add = out::add;
        CounterFold fold = new CounterFold(CounterRule.UNKNOWN, grid, cadence, range, add);
        samples.forEach(sample -> fold.add(sample.atMillis(), sample.wattHours()));
        fold.finish();
        return out;
    }
}
