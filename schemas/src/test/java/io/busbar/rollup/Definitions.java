package io.busbar.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.busbar.rollup.RandomSamples.Sample;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What a bucket means, in the most obvious way: each value, and each pair of samples, looked at for itself. Stateless. */
final class Definitions {

    private static final long SECOND_MILLIS = 1_000;
    private static final long ROUNDING_MICROS = 200;

    private Definitions() {}

    static BmsBucket bms(List<Sample> samples, Cadence cadence, BucketPlace place) {
        long received = samples.stream().filter(sample -> inside(sample, place)).count();
        long expected = LongStream.range(place.startMillis() / SECOND_MILLIS, place.endMillis() / SECOND_MILLIS)
                .filter(second -> second * SECOND_MILLIS % cadence.intervalMillis() == 0)
                .count();
        return new BmsBucket(
                new BucketPlace(place.startMillis(), place.endMillis(), received, expected),
                held(samples, cadence, place, Sample::millivolts),
                held(samples, cadence, place, Sample::milliamps),
                held(samples, cadence, place, Sample::socMillipercent),
                flows(samples, cadence, place));
    }

    /** The two differ by the rounding of each pair of samples, and of the moment when it crosses zero. */
    static void assertClose(Flow actual, Flow expected) {
        assertClose(actual.inMicros(), expected.inMicros());
        assertClose(actual.outMicros(), expected.outMicros());
    }

    private static void assertClose(long actual, long expected) {
        assertThat(actual).isCloseTo(expected, within(ROUNDING_MICROS + expected / 1_000_000));
    }

    private static ValueSummary held(
            List<Sample> samples, Cadence cadence, BucketPlace place, Function<Sample, @Nullable Integer> value) {
        List<Sample> with =
                samples.stream().filter(sample -> value.apply(sample) != null).toList();
        long weighted = 0;
        long covered = 0;
        Observed own = null;
        for (int i = 0; i < with.size(); i++) {
            long at = with.get(i).atMillis();
            Integer held = value.apply(with.get(i));
            long next = i + 1 < with.size() ? with.get(i + 1).atMillis() : Long.MAX_VALUE;
            long until = Math.min(Math.min(next, at + cadence.gapCapMillis()), place.endMillis());
            long millis = Math.max(0, until - Math.max(at, place.startMillis()));
            if (held == null) {
                continue;
            }
            weighted += held * millis;
            covered += millis;
            if (inside(with.get(i), place)) {
                Observed one = new Observed(1, held, at, held, at, held, at, held, at);
                own = own == null ? one : own.then(one);
            }
        }
        return new ValueSummary(own, weighted, covered);
    }

    private static Throughput flows(List<Sample> samples, Cadence cadence, BucketPlace place) {
        List<Sample> with = samples.stream()
                .filter(sample -> sample.millivolts() != null && sample.milliamps() != null)
                .toList();
        double[] energy = new double[2];
        double[] charge = new double[2];
        long covered = 0;
        for (int i = 1; i < with.size(); i++) {
            long start = with.get(i - 1).atMillis();
            long end = with.get(i).atMillis();
            long from = Math.max(start, place.startMillis());
            long to = Math.min(end, place.endMillis());
            if (end - start <= cadence.gapCapMillis() && from < to) {
                covered += to - from;
                double begin = (double) (from - start) / (end - start);
                double finish = (double) (to - start) / (end - start);
                add(energy, watts(with.get(i - 1)), watts(with.get(i)), begin, finish, (to - from) * 1_000.0);
                add(charge, amps(with.get(i - 1)), amps(with.get(i)), begin, finish, (to - from) * 1_000.0);
            }
        }
        return covered == 0 ? Throughput.NONE : new Throughput(flow(energy), flow(charge), covered);
    }

    /** Above and below zero: two trapezoids when the line between the shares of the way crosses it. */
    private static void add(double[] flow, double first, double last, double begin, double finish, double micros) {
        double from = first + (last - first) * begin;
        double to = first + (last - first) * finish;
        double high = Math.max(from, to);
        double low = Math.min(from, to);
        if (low >= 0) {
            flow[0] += (high + low) / 2 * micros;
        } else if (high <= 0) {
            flow[1] -= (high + low) / 2 * micros;
        } else {
            flow[0] += high * high / (high - low) / 2 * micros;
            flow[1] += low * low / (high - low) / 2 * micros;
        }
    }

    private static double watts(Sample sample) {
        return amps(sample) * (sample.millivolts() == null ? 0 : sample.millivolts()) / 1_000;
    }

    private static double amps(Sample sample) {
        return (sample.milliamps() == null ? 0 : sample.milliamps()) / 1_000.0;
    }

    private static Flow flow(double[] micros) {
        return new Flow(Math.round(micros[0]), Math.round(micros[1]));
    }

    private static boolean inside(Sample sample, BucketPlace place) {
        return sample.atMillis() >= place.startMillis() && sample.atMillis() < place.endMillis();
    }
}
