package io.busbar.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.rollup.RandomSamples.Sample;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for any samples. A failing test names its seed; {@code -Dbusbar.seed=17} runs that one alone. */
final class RollupPropertyTest {

    private static final String NAME = "seed {0}";
    private static final int COUNT = 12;

    /** Three days in which clocks change: by an hour, by half an hour, from a 45-minute offset, not at all. */
    private static final Map<ZoneId, Instant> BEGINNINGS = Map.of(
            ZoneId.of("Europe/Berlin"), Instant.parse("2026-03-28T00:00:00Z"),
            ZoneId.of("Australia/Lord_Howe"), Instant.parse("2026-04-03T12:00:00Z"),
            ZoneId.of("Pacific/Chatham"), Instant.parse("2026-04-03T12:00:00Z"),
            ZoneId.of("Asia/Kathmandu"), Instant.parse("1969-12-31T00:00:00Z"));

    private static final long LENGTH_MILLIS = Duration.ofDays(3).toMillis();

    static LongStream seeds() {
        Long only = Long.getLong("busbar.seed");
        return only == null ? LongStream.rangeClosed(1, COUNT) : LongStream.of(only);
    }

    /** Everything that is random about one round. */
    private record Round(Random random, Cadence cadence, ZoneId zone, long fromMillis, List<Sample> samples) {

        static Round of(long seed) {
            Random random = new Random(seed);
            Cadence cadence = Cadence.ofSeconds(random.nextBoolean() ? 300 : 60 + random.nextInt(7_200));
            List<ZoneId> zones = BEGINNINGS.keySet().stream()
                    .sorted(Comparator.comparing(ZoneId::getId))
                    .toList();
            ZoneId zone = zones.get((int) seed % zones.size());
            long fromMillis = Objects.requireNonNull(BEGINNINGS.get(zone)).toEpochMilli();
            List<Sample> samples = RandomSamples.between(random, cadence, fromMillis, fromMillis + LENGTH_MILLIS);
            return new Round(random, cadence, zone, fromMillis, samples);
        }
    }

    @ParameterizedTest(name = NAME)
    @MethodSource("seeds")
    void mergesToWhatTheSamplesFoldTo(long seed) {
        Round round = Round.of(seed);
        for (BucketGrid grid : List.of(BucketGrid.HOURS, BucketGrid.days(round.zone))) {
            assertThat(merged(
                            bms(round, BucketGrid.FIVE_MINUTES),
                            grid,
                            BmsBucket::place,
                            (place, parts) -> BmsBucket.of(place.fromMillis(), place.toMillis(), round.cadence, parts)))
                    .isEqualTo(bms(round, grid));
            assertThat(merged(
                            pack(round, BucketGrid.FIVE_MINUTES),
                            grid,
                            PackBucket::place,
                            (place, parts) ->
                                    PackBucket.of(place.fromMillis(), place.toMillis(), round.cadence, parts)))
                    .isEqualTo(pack(round, grid));
            assertThat(merged(
                            counter(round, BucketGrid.FIVE_MINUTES),
                            grid,
                            CounterBucket::place,
                            (place, parts) ->
                                    CounterBucket.of(place.fromMillis(), place.toMillis(), round.cadence, parts)))
                    .isEqualTo(counter(round, grid));
        }
    }

    @ParameterizedTest(name = NAME)
    @MethodSource("seeds")
    void makesABucketAgainFromTheSamplesAroundIt(long seed) {
        Round round = Round.of(seed);
        for (BucketGrid grid : List.of(BucketGrid.FIVE_MINUTES, BucketGrid.HOURS, BucketGrid.days(round.zone))) {
            for (int i = 0; i < 20; i++) {
                long start = grid.startMillis(round.fromMillis + round.random.nextLong(LENGTH_MILLIS));
                BucketRange range = new BucketRange(start, grid.endMillis(grid.endMillis(start)));
                List<Sample> around = round.samples.stream()
                        .filter(sample -> sample.atMillis() >= range.samplesFromMillis(round.cadence)
                                && sample.atMillis() < range.samplesToMillis(round.cadence))
                        .toList();

                assertThat(RandomSamples.bms(around, grid, round.cadence, range))
                        .isEqualTo(RandomSamples.bms(round.samples, grid, round.cadence, range));
                assertThat(RandomSamples.pack(around, grid, round.cadence, range))
                        .isEqualTo(RandomSamples.pack(round.samples, grid, round.cadence, range));
            }
        }
    }

    @ParameterizedTest(name = NAME)
    @MethodSource("seeds")
    void changesOnlyBucketsThatALateSampleTouches(long seed) {
        Round round = Round.of(seed);
        for (BucketGrid grid : List.of(BucketGrid.FIVE_MINUTES, BucketGrid.HOURS)) {
            List<BmsBucket> all = bms(round, grid);
            for (int i = 0; i < 20; i++) {
                List<Sample> without = new ArrayList<>(round.samples);
                Sample late = without.remove(round.random.nextInt(without.size()));
                BucketRange touched = grid.touchedBy(late.atMillis(), round.cadence);

                assertThat(untouched(RandomSamples.bms(without, grid, round.cadence, BucketRange.ALL), touched))
                        .isEqualTo(untouched(all, touched));
            }
        }
    }

    @ParameterizedTest(name = NAME)
    @MethodSource("seeds")
    void doesNotDependOnTheOrderBeforeSorting(long seed) {
        Round round = Round.of(seed);
        List<Sample> shuffled = new ArrayList<>(round.samples);
        Collections.shuffle(shuffled, round.random);
        shuffled.sort(Comparator.comparingLong(Sample::atMillis));

        assertThat(RandomSamples.bms(shuffled, BucketGrid.FIVE_MINUTES, round.cadence, BucketRange.ALL))
                .isEqualTo(bms(round, BucketGrid.FIVE_MINUTES));
    }

    @ParameterizedTest(name = NAME)
    @MethodSource("seeds")
    void agreesWithTheDefinitions(long seed) {
        Round round = Round.of(seed);
        for (BmsBucket bucket : bms(round, BucketGrid.HOURS)) {
            BmsBucket expected = Definitions.bms(round.samples, round.cadence, bucket.place());

            assertThat(bucket.place()).isEqualTo(expected.place());
            assertThat(bucket.voltage()).isEqualTo(expected.voltage());
            assertThat(bucket.current()).isEqualTo(expected.current());
            assertThat(bucket.soc()).isEqualTo(expected.soc());
            assertThat(bucket.throughput().coveredMillis())
                    .isEqualTo(expected.throughput().coveredMillis());
            Definitions.assertClose(
                    bucket.throughput().energy(), expected.throughput().energy());
            Definitions.assertClose(
                    bucket.throughput().charge(), expected.throughput().charge());
        }
    }

    private static List<BmsBucket> untouched(List<BmsBucket> buckets, BucketRange touched) {
        return buckets.stream()
                .filter(bucket -> !touched.contains(bucket.place().startMillis()))
                .toList();
    }

    private static List<BmsBucket> bms(Round round, BucketGrid grid) {
        return RandomSamples.bms(round.samples, grid, round.cadence, BucketRange.ALL);
    }

    private static List<PackBucket> pack(Round round, BucketGrid grid) {
        return RandomSamples.pack(round.samples, grid, round.cadence, BucketRange.ALL);
    }

    private static List<CounterBucket> counter(Round round, BucketGrid grid) {
        return RandomSamples.counter(round.samples, grid, round.cadence, BucketRange.ALL);
    }

    private interface Merge<B> {
        B apply(BucketRange place, List<B> parts);
    }

    private static <B> List<B> merged(List<B> parts, BucketGrid grid, Function<B, BucketPlace> place, Merge<B> merge) {
        List<B> merged = new ArrayList<>();
        int from = 0;
        while (from < parts.size()) {
            long start = grid.startMillis(place.apply(parts.get(from)).startMillis());
            long end = grid.endMillis(start);
            int to = from;
            while (to < parts.size() && place.apply(parts.get(to)).startMillis() < end) {
                to++;
            }
            merged.add(merge.apply(new BucketRange(start, end), parts.subList(from, to)));
            from = to;
        }
        return merged;
    }
}
