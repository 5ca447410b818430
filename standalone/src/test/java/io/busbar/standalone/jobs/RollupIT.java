package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.busbar.jobs.alarm.Ownership;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.jobs.differential.CellSpread;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.DeviceSamples.PointSample;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.jobs.sample.PointSamples;
import io.busbar.jobs.sink.SampleWriter;
import io.busbar.standalone.Seeds;
import io.busbar.standalone.jobs.ExpectedRollups.Sample;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.BreakingDriver;
import io.busbar.standalone.postgres.FreshDatabase;
import io.busbar.topic.LoggerSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Samples in any order, with repeats, corrections and writers that end, against roll-ups of the sorted samples. {@code -Dbusbar.cases=…} tries more. */
final class RollupIT {

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    private static final String MOMENTS =
            "level || ' ' || to_char(bucket AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') || ' '"
                    + " || to_char(until AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') || '|'";
    private static final String VALUES =
            "concat_ws(' ', received, %1$s_count, coalesce(%1$s_min::text, 'null'), coalesce(%1$s_max::text, 'null'),"
                    + " coalesce(%1$s_last::text, 'null'), %1$s_weighted, %1$s_covered_ms)";

    /** A bucket that is there for another value alone. */
    private static final String NOTHING_OF_THIS = "0 0 null null null 0 0";

    /** The clocks of Berlin go forward in it. */
    private static final long SPRING = Instant.parse("2026-03-28T20:00:00Z").toEpochMilli();

    private final SampleDatabase database = new SampleDatabase(POSTGRES::connect);
    private String jdbcUrl = POSTGRES.jdbcUrl();

    static LongStream seeds() {
        return Seeds.usually(3);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void areThoseOfTheSortedSamples(long seed) throws Exception {
        findsThoseOfTheSortedSamples(seed, 1);
    }

    /** As when a task that was taken for dead goes on: both write everything. */
    @ParameterizedTest
    @MethodSource("seeds")
    void areTheSameByTwoWritersAtOnce(long seed) throws Exception {
        findsThoseOfTheSortedSamples(seed, 2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void areTheSameWhenConnectionsBreak(long seed) throws Exception {
        jdbcUrl = BreakingDriver.breaking(POSTGRES.jdbcUrl());
        assertThat(BreakingDriver.during(seed, () -> findsThoseOfTheSortedSamples(seed, 1)))
                .isPositive();
    }

    private void findsThoseOfTheSortedSamples(long seed, int writers) throws Exception {
        database.clear();
        Random random = new Random(seed);
        Map<LoggerSettings, List<Sample>> fleet = new TreeMap<>(Comparator.comparing(LoggerSettings::serialNumber));
        fleet.put(new LoggerSettings("A", 5, "UTC"), samples(random, 5_000, 500));
        fleet.put(new LoggerSettings("B", 60, "Asia/Kathmandu"), samples(random, 60_000, 400));
        fleet.put(new LoggerSettings("C", 300, "Europe/Berlin"), samples(random, 300_000, 300));
        List<FrameSamples> frames = new ArrayList<>();
        fleet.forEach(
                (settings, samples) -> samples.forEach(sample -> frames.addAll(frames(random, settings, sample))));
        arrange(frames, random, seed);

        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<Void>> written = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                Random own = new Random(random.nextLong());
                written.add(threads.submit(() -> writeInPieces(frames, own)));
            }
            for (Future<Void> each : written) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        computeTheRest();

        assertThat(database.rows("SELECT * FROM dirty_bucket")).isEmpty();
        fleet.forEach(this::assertRollups);
    }

    @Test
    void computeBucketsInOrderOnce() throws Exception {
        database.clear();
        Random random = new Random(7);
        LoggerSettings settings = new LoggerSettings("A", 5, "UTC");
        List<Sample> samples = samples(random, 5_000, 800);
        SampleWriter writer = writer();
        for (Sample sample : samples) {
            writer.write(List.of(frame(settings, sample, 1)));
        }
        long first = samples.get(0).atMillis();
        long over = samples.get(samples.size() - 1).atMillis() - 12_500;
        long buckets = over / 300_000 - first / 300_000 + over / 3_600_000 - first / 3_600_000;
        await().until(() -> writer.rollupsWritten() >= 2 * buckets);
        writer.flush();
        assertThat(writer.rollupsWritten()).isEqualTo(2 * buckets);
        writer.close();
        computeTheRest();
        assertRollups(settings, samples);
    }

    @Test
    void leaveBucketsBeyondTheHorizonAsTheyAre() throws Exception {
        database.clear();
        LoggerSettings settings = new LoggerSettings("A", 60, "UTC");
        List<Sample> samples = samples(new Random(3), 60_000, 60);
        try (SampleWriter writer = writer()) {
            writer.write(
                    samples.stream().map(sample -> frame(settings, sample, 1)).toList());
            writer.flush();
        }
        computeTheRest();
        List<String> before = database.rows("SELECT to_jsonb(t)::text FROM soc_rollup t ORDER BY 1");
        assertThat(before).isNotEmpty();
        database.execute(
                "INSERT INTO storage_retention (table_name, horizon) VALUES ('bms_sample', '2026-04-01T00:00:00Z'),"
                        + " ('pack_sample', '2026-04-01T00:00:00Z')");
        try {
            database.execute("DELETE FROM bms_sample");
            try (SampleWriter writer = writer()) {
                writer.write(List.of(frame(settings, samples.get(10), 2)));
                writer.flush();
            }
            computeTheRest();
            assertThat(database.rows("SELECT to_jsonb(t)::text FROM soc_rollup t ORDER BY 1"))
                    .isEqualTo(before);
        } finally {
            database.execute("DELETE FROM storage_retention");
        }
    }

    /** A server has locks for fewer: a transaction that is about all of them must not need one for each. */
    @Test
    @Timeout(120)
    void areComputedOfThousandsOfDevicesAtOnce() throws Exception {
        database.clear();
        Sample sample = samples(new Random(4), 60_000, 1).get(0);
        try (SampleWriter writer = writer()) {
            writer.write(IntStream.range(0, 8_000)
                    .mapToObj(logger -> frame(new LoggerSettings("M" + logger, 60, "UTC"), sample, 1))
                    .toList());
            writer.flush();
        }
        assertThat(database.rows("SELECT count(DISTINCT device_id) FROM dirty_bucket"))
                .containsExactly("16000");
        computeTheRest();
        assertThat(database.rows("SELECT count(DISTINCT bms_id) FROM soc_rollup"))
                .containsExactly("8000");
    }

    /** Nothing begins in the middle of five minutes that are counted as one: such a zone is no more than a line in the log. */
    @Test
    void areComputedOfAllOthersWhenDaysOfOneFitNoBuckets() throws Exception {
        database.clear();
        LoggerSettings odd = new LoggerSettings("ODD", 60, "+01:01");
        LoggerSettings other = new LoggerSettings("OTHER", 60, "UTC");
        List<Sample> samples = samples(new Random(5), 60_000, 400);
        try (SampleWriter writer = writer()) {
            writer.write(samples.stream()
                    .flatMap(sample -> Stream.of(frame(odd, sample, 1), frame(other, sample, 1)))
                    .toList());
            writer.flush();
        }
        try (SampleWriter writer = writer()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                writer.keepUp();
                return writer.rollupsRefused() >= 2
                        && database.rows("SELECT serial_number FROM dirty_bucket b JOIN device d ON d.id = b.device_id"
                                        + " WHERE serial_number LIKE 'OTHER%'")
                                .isEmpty();
            });
            writer.flush();
        }
        assertRollups(other, samples);
    }

    private void assertRollups(LoggerSettings settings, List<Sample> samples) {
        assertThat(rows("soc_rollup", "bms_id", settings.serialNumber() + "-BMS", VALUES.formatted("soc")))
                .isEqualTo(ExpectedRollups.soc(samples, settings));
        assertThat(
                        rows(
                                "pack_rollup",
                                "pack_id",
                                settings.serialNumber() + "-PACK",
                                VALUES.formatted("diff")
                                        + " || ' ' || concat_ws(' ', coalesce(diff_max_ms::text, 'null'),"
                                        + " coalesce(max_cell::text, 'null'), coalesce(min_cell::text, 'null'), coalesce(diff_p95_mv::text, 'null'))"))
                .isEqualTo(ExpectedRollups.differential(samples, settings));
        assertThat(plain(
                        "SELECT (extract(epoch FROM bucket) * 1000)::bigint || '|' || concat_ws(' ', received, gained_wh,"
                                + " across_gaps_wh, corrections, resets) FROM counter_rollup JOIN device ON id = device_id"
                                + " WHERE serial_number = '" + settings.serialNumber() + "-BMS' AND point_id = 1900"))
                .isEqualTo(ExpectedRollups.counter(samples, settings));
        assertThat(plain(
                        "SELECT (extract(epoch FROM hour) * 1000)::bigint || '|' || concat_ws(' ', received, expected, covered_ms)"
                                + " FROM gap_ledger WHERE received > 0 AND logger_sn = '" + settings.serialNumber()
                                + "'"))
                .isEqualTo(ExpectedRollups.ledger(samples, settings));
        SortedMap<String, double[]> energy = ExpectedRollups.energy(samples, settings);
        rows("soc_rollup", "bms_id", settings.serialNumber() + "-BMS", "energy_in_uj || ' ' || energy_out_uj")
                .forEach((bucket, flows) -> {
                    String[] flow = flows.split(" ");
                    double[] expected = Objects.requireNonNull(energy.get(bucket), bucket);
                    for (int i = 0; i < 2; i++) {
                        double wattHours = Long.parseLong(flow[i]) / 3.6e9;
                        assertThat(wattHours).as(bucket).isCloseTo(expected[i], within(1e-7 + expected[i] * 1e-6));
                    }
                });
    }

    private SortedMap<String, String> plain(String sql) {
        SortedMap<String, String> rows = new TreeMap<>();
        try {
            database.rows(sql)
                    .forEach(row -> rows.put(row.substring(0, row.indexOf('|')), row.substring(row.indexOf('|') + 1)));
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }

    private SortedMap<String, String> rows(String table, String device, String serialNumber, String values) {
        SortedMap<String, String> rows = new TreeMap<>();
        try {
            for (String row : database.rows("SELECT " + MOMENTS + " || " + values + " FROM " + table
                    + " r JOIN device d ON d.id = r." + device + " WHERE d.serial_number = '" + serialNumber + "'")) {
                String value = row.substring(row.indexOf('|') + 1);
                if (!value.equals(NOTHING_OF_THIS)) {
                    rows.put(row.substring(0, row.indexOf('|')), value);
                }
            }
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }

    /** Each writer goes on from where the one before had last been flushed, as a job does from its checkpoint. */
    private @Nullable Void writeInPieces(List<FrameSamples> frames, Random random) throws Exception {
        int flushed = 0;
        SampleWriter writer = writer();
        for (int from = 0; from < frames.size(); ) {
            int to = Math.min(frames.size(), from + 1 + random.nextInt(60));
            writer.write(frames.subList(from, to));
            from = to;
            if (random.nextInt(10) == 0) {
                writer.flush();
                flushed = to;
            }
            if (random.nextInt(15) == 0) {
                writer.close();
                writer = writer();
                from = flushed;
            }
        }
        writer.flush();
        writer.close();
        return null;
    }

    private void computeTheRest() throws Exception {
        try (SampleWriter writer = writer()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                writer.keepUp();
                return writer.dirtyDevices() == 0
                        && database.rows("SELECT * FROM dirty_bucket").isEmpty();
            });
        }
    }

    private SampleWriter writer() {
        return SampleWriter.open(
                new DatabaseConfig(jdbcUrl, POSTGRES.user(), POSTGRES.password()),
                KAFKA.bootstrapServers(),
                Ownership.ALL);
    }

    /** In order, quite out of order, or with a part that comes late. */
    private static void arrange(List<FrameSamples> frames, Random random, long seed) {
        if (seed % 3 == 0) {
            Collections.shuffle(frames, random);
        } else if (seed % 3 == 1) {
            frames.sort(Comparator.comparingLong(FrameSamples::observedAtMillis));
            List<FrameSamples> late = List.copyOf(frames.subList(100, 300));
            frames.subList(100, 300).clear();
            frames.addAll(late);
        }
    }

    private static List<Sample> samples(Random random, long stepMillis, int count) {
        List<Sample> samples = new ArrayList<>();
        long at = SPRING + random.nextInt(1_000_000);
        int soc = 50_000;
        long counter = 10_000_000;
        for (int i = 0; i < count; i++) {
            at += stepMillis + (random.nextInt(20) == 0 ? random.nextInt(4) * stepMillis : random.nextInt(200));
            soc = Math.max(0, Math.min(100_000, soc + random.nextInt(2_001) - 1_000));
            BmsSample bms = new BmsSample(
                    sometimesNull(random, 380_000 + random.nextInt(20_000)),
                    sometimesNull(random, random.nextInt(60_001) - 30_000),
                    sometimesNull(random, soc),
                    null,
                    null,
                    null,
                    null,
                    null,
                    0);
            Integer differential = sometimesNull(random, random.nextInt(40));
            counter = nextCounter(random, counter);
            samples.add(new Sample(
                    at,
                    bms,
                    differential,
                    1 + random.nextInt(4),
                    1 + random.nextInt(4),
                    random.nextInt(10) == 0 ? null : Long.valueOf(counter)));
        }
        return samples;
    }

    /** Rises, is corrected a little now and then, and rarely set back. */
    private static long nextCounter(Random random, long counter) {
        int what = random.nextInt(40);
        return what == 0
                ? counter / 3
                : what < 3 ? counter - random.nextInt((int) (counter / 100)) : counter + random.nextInt(500);
    }

    private static @Nullable Integer sometimesNull(Random random, int value) {
        return random.nextInt(12) == 0 ? null : Integer.valueOf(value);
    }

    /** The frame, before it sometimes one that it corrects, and sometimes the same again. */
    private static List<FrameSamples> frames(Random random, LoggerSettings settings, Sample sample) {
        List<FrameSamples> frames = new ArrayList<>();
        if (random.nextInt(20) == 0) {
            BmsSample wrong = new BmsSample(1, 2, 3, null, null, null, null, null, 0);
            frames.add(frame(settings, new Sample(sample.atMillis(), wrong, 3_000, 1, 2, 77L), 1));
        }
        frames.add(frame(settings, sample, 2));
        if (random.nextInt(20) == 0) {
            frames.add(frame(settings, sample, 2));
        }
        return frames;
    }

    private static FrameSamples frame(LoggerSettings settings, Sample sample, long precedence) {
        Integer differential = sample.differential();
        CellSpread spread = differential == null
                ? null
                : new CellSpread(3_300 + differential, 3_300, sample.maxCell(), sample.minCell());
        PackSample pack = new PackSample(
                new short[] {3_300, 3_300, 3_300, 3_300}, new byte[0], new short[0], spread, spread == null ? 1 : 4, 4);
        return new FrameSamples(
                settings.serialNumber(),
                0,
                0,
                sample.atMillis() + 200,
                sample.atMillis(),
                0,
                precedence,
                0,
                List.of(
                        new DeviceSamples(
                                settings.serialNumber() + "-BMS",
                                Fleet.HV_BMS,
                                -1,
                                null,
                                sample.bms(),
                                sample.counter() == null
                                        ? PointSamples.of(new PointSample(1800, 7, 0))
                                        : PointSamples.of(new PointSample(1900, sample.counter(), 0)),
                                List.of(),
                                List.of()),
                        new DeviceSamples(
                                settings.serialNumber() + "-PACK",
                                Fleet.HV_PACK,
                                0,
                                pack,
                                null,
                                PointSamples.NONE,
                                List.of(),
                                List.of())),
                settings);
    }
}
