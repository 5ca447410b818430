package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.jobs.alarm.Ownership;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.jobs.differential.CellSpread;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.jobs.sample.PointSamples;
import io.busbar.jobs.sink.SampleWriter;
import io.busbar.standalone.LongRun;
import io.busbar.standalone.Seeds;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.topic.LoggerSettings;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Samples of three loggers in any order, with gaps, corrections, implausible readings, a change of owner, one of interval and one of zone, and some
 * that come while nothing is computed: what is asked is answered as from samples alone.
 */
@LongRun
@Tag("storage")
final class RolledAnswersIT {

    /** Until the session ends: whoever computes roll-ups of devices takes some of these locks. */
    private static final String NOBODY_COMPUTES =
            "SELECT pg_advisory_lock(x'62756b74'::integer, place) FROM generate_series(0, 255) AS l (place)";

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final long HOUR_MILLIS = 3_600_000;

    /** The clocks of Berlin and of Lord Howe change in the days that follow. */
    private static final long START = Instant.parse("2026-03-27T20:00:00Z").toEpochMilli();

    private static final long LENGTH = 10 * 24 * HOUR_MILLIS;
    private static final String OWNER_CHANGES = "2026-03-31T07:03:20Z";
    private static final List<String> ZONES =
            List.of("Europe/Berlin", "UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Los_Angeles");
    private static final List<String> BUCKETS = List.of("5m", "15m", "1h", "1d");

    /** Days of B that are as the answer's, and far enough from the change of its owner. */
    private static final String OF_WHOLE_DAYS =
            "{\"devices\":[\"B%1$d-BMS\",\"B%1$d-PACK\"],\"points\":[{\"point\":1400},{\"point\":10000001}],"
                    + "\"from\":\"2026-04-02T18:15:00Z\",\"to\":\"2026-04-04T18:15:00Z\",\"bucket\":\"1d\",\"zone\":\"Asia/Kathmandu\"}";

    /** Where a bucket was once taken for whole by an upload interval that the stream job did not know of. */
    private static final long ONCE_WRONG_SEED = 6;

    static LongStream seeds() {
        LongStream once = Seeds.isOne() ? LongStream.empty() : LongStream.of(ONCE_WRONG_SEED);
        return LongStream.concat(Seeds.usually(3), once).distinct();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void answerAsSamplesAloneDo(long seed) throws Exception {
        Random random = new Random(seed);
        List<LoggerSettings> loggers = List.of(
                new LoggerSettings("A" + seed, 60, "Europe/Berlin"),
                new LoggerSettings("B" + seed, 300, "Asia/Kathmandu"),
                new LoggerSettings("C" + seed, 900, "Europe/Berlin"));
        ApiClient buyer = API.member("buyer" + seed + "@example.org", "END_USER");
        String home = buyer.post("/api/v1/plants", "{\"name\":\"Home\",\"zone\":\"Asia/Kathmandu\"}")
                .json()
                .get("id")
                .asText();
        List<String> plants = new ArrayList<>();
        for (LoggerSettings logger : loggers) {
            String plant = API.operator()
                    .post("/api/v1/plants", "{\"name\":\"P\",\"zone\":\"%s\"}".formatted(logger.zone()))
                    .json()
                    .get("id")
                    .asText();
            API.operator()
                    .post(
                            "/api/v1/loggers",
                            "{\"serialNumber\":\"%s\",\"plant\":\"%s\",\"uploadIntervalSeconds\":%d}"
                                    .formatted(logger.serialNumber(), plant, logger.uploadIntervalSeconds()));
            plants.add(plant);
        }
        List<FrameSamples> frames = new ArrayList<>();
        loggers.forEach(logger -> frames.addAll(frames(random, logger)));
        if (seed % 2 == 0) {
            Collections.shuffle(frames, random);
        }
        try (SampleWriter writer = writer()) {
            for (int from = 0; from < frames.size() * 9 / 10; from += 400) {
                writer.write(frames.subList(from, Math.min(frames.size() * 9 / 10, from + 400)));
            }
            writer.flush();
        }
        computeTheRest();
        API.sql("UPDATE logger SET upload_interval_seconds = 120 WHERE serial_number = 'C" + seed + "'");
        API.operator()
                .patch(
                        "/api/v1/plants/" + plants.get(0),
                        "{\"zone\":\"%s\"}".formatted(ZONES.get(1 + random.nextInt(ZONES.size() - 1))));
        API.operator().patch("/api/v1/loggers/B" + seed, "{\"plant\":\"" + home + "\"}");
        API.sql("UPDATE logger_plant SET valid_to = '" + OWNER_CHANGES + "' WHERE valid_to NOT IN ('infinity', '"
                + OWNER_CHANGES + "')");
        API.sql("UPDATE logger_plant SET valid_from = '" + OWNER_CHANGES + "' WHERE valid_from NOT IN ('-infinity', '"
                + OWNER_CHANGES + "')");
        Set<String> sources = new HashSet<>();
        sources.add(assertSame(seed, API.operator(), OF_WHOLE_DAYS.formatted(seed)));
        try (SampleWriter writer = writer()) {
            for (int from = frames.size() * 9 / 10; from < frames.size(); from += 60) {
                writer.write(frames.subList(from, Math.min(frames.size(), from + 60)));
                for (int i = 0; i < 4; i++) {
                    sources.add(assertSame(random, seed, random.nextBoolean() ? API.operator() : buyer));
                }
            }
            for (int i = 0; i < 60; i++) {
                writer.keepUp(); // as once a second in a job: roll-ups get little time while frames come that are late
                sources.add(assertSame(random, seed, i % 3 == 0 ? buyer : API.operator()));
            }
            assertThat(sources).contains("raw").anyMatch(source -> source.startsWith("1d"));
            assertThat(sources.toString()).contains("1h", "5m");
            writer.flush();
        }
    }

    private static String assertSame(Random random, long seed, ApiClient client) throws Exception {
        long from = START + (long) (random.nextDouble() * LENGTH) - HOUR_MILLIS;
        long to = from + 1 + (long) (random.nextDouble() * random.nextDouble() * LENGTH);
        if (random.nextBoolean()) {
            from = from / HOUR_MILLIS * HOUR_MILLIS;
            to = (to / HOUR_MILLIS + 1) * HOUR_MILLIS;
        }
        List<String> points = new ArrayList<>();
        for (String point : List.of("1400", "1100", "1000", "10000001", "10000021", "10000022", "1500")) {
            if (random.nextInt(3) > 0) {
                points.add("{\"point\":%s%s}".formatted(point, aggregate(random, point)));
            }
        }
        points.add("{\"point\":1400}");
        points.add("{\"point\":10000001}");
        String devices = String.join(
                ",",
                List.of("A", "B", "C").stream()
                        .flatMap(logger -> List.of("BMS", "PACK").stream()
                                .map(device -> "\"" + logger + seed + "-" + device + "\""))
                        .toList());
        String question =
                "{\"devices\":[%s],\"points\":[%s],\"from\":\"%s\",\"to\":\"%s\",\"bucket\":\"%s\",\"zone\":\"%s\"}"
                        .formatted(
                                onlySeen(client, devices, seed),
                                String.join(",", points),
                                Instant.ofEpochMilli(from),
                                Instant.ofEpochMilli(to),
                                BUCKETS.get(random.nextInt(BUCKETS.size())),
                                ZONES.get(random.nextInt(ZONES.size())));
        return assertSame(seed, client, question);
    }

    /** Asks with roll-ups and without; returns what the first answer was made of. */
    private static String assertSame(long seed, ApiClient client, String question) throws Exception {
        ObjectNode rolled = ask(client, question);
        ObjectNode plain;
        try (Connection pause = API.database().connect();
                Statement lock = pause.createStatement()) {
            lock.execute(NOBODY_COMPUTES);
            API.sqlUnheard("ALTER TABLE soc_rollup RENAME TO soc_kept; ALTER TABLE pack_rollup RENAME TO pack_kept;"
                    + " CREATE TABLE soc_rollup (LIKE soc_kept); CREATE TABLE pack_rollup (LIKE pack_kept)");
            try {
                plain = ask(client, question);
            } finally {
                API.sqlUnheard("DROP TABLE soc_rollup; DROP TABLE pack_rollup;"
                        + " ALTER TABLE soc_kept RENAME TO soc_rollup; ALTER TABLE pack_kept RENAME TO pack_rollup");
            }
        }
        assertThat(plain.remove("source").asText()).isEqualTo("raw");
        String source = rolled.remove("source").asText();
        assertThat(rolled.toString())
                .as("seed %d, %s, %s", seed, question, source)
                .isEqualTo(plain.toString());
        return source;
    }

    private static String onlySeen(ApiClient client, String devices, long seed) {
        boolean isManager = client.get("/api/v1/devices/A" + seed + "-BMS").status() == 200;
        return isManager ? devices : "\"B" + seed + "-BMS\",\"B" + seed + "-PACK\"";
    }

    private static String aggregate(Random random, String point) {
        if (point.startsWith("1000002")) {
            return "";
        }
        return switch (random.nextInt(5)) {
            case 0 -> ",\"aggregate\":\"min\"";
            case 1 -> ",\"aggregate\":\"max\"";
            case 2 -> ",\"aggregate\":\"mean\"";
            case 3 -> ",\"aggregate\":\"last\"";
            default -> "";
        };
    }

    private static ObjectNode ask(ApiClient client, String question) {
        ApiClient.Response response = client.post("/api/v1/query", question);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return (ObjectNode) response.json();
    }

    private static SampleWriter writer() throws Exception {
        return SampleWriter.open(
                new DatabaseConfig(
                        API.database().jdbcUrl(),
                        API.database().user(),
                        API.database().password()),
                KAFKA.bootstrapServers(),
                Ownership.ALL);
    }

    private static void computeTheRest() throws Exception {
        try (SampleWriter writer = writer()) {
            writer.keepUp();
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                writer.keepUp();
                return writer.dirtyDevices() == 0 // which it also is before the writer has taken over what was left
                        && API.value("SELECT count(*) FROM dirty_bucket").equals("0");
            });
        }
    }

    private static List<FrameSamples> frames(Random random, LoggerSettings settings) {
        List<FrameSamples> frames = new ArrayList<>();
        long step = settings.uploadIntervalSeconds() * 1_000L * (settings.uploadIntervalSeconds() == 60 ? 4 : 1);
        int soc = 50_000;
        for (long at = START + random.nextInt(1_000_000); at < START + LENGTH; at += step(random, step)) {
            soc = Math.max(0, Math.min(100_000, soc + random.nextInt(2_001) - 1_000));
            BmsSample bms = new BmsSample(
                    sometimesNull(random, random.nextInt(60) == 0 ? 3_000_000 : 380_000 + random.nextInt(20_000)),
                    sometimesNull(random, random.nextInt(60_001) - 30_000),
                    sometimesNull(random, random.nextInt(60) == 0 ? 6_553_500 : soc),
                    99_000,
                    null,
                    null,
                    null,
                    null,
                    0);
            Integer differential = sometimesNull(random, random.nextInt(40));
            frames.add(frame(settings, at, bms, differential, 2));
            if (random.nextInt(40) == 0) {
                frames.add(frame(settings, at, bms, 33, 3));
            }
        }
        return frames;
    }

    private static long step(Random random, long step) {
        return step + (random.nextInt(20) == 0 ? random.nextInt(6) * step : random.nextInt(200));
    }

    private static @Nullable Integer sometimesNull(Random random, int value) {
        return random.nextInt(12) == 0 ? null : Integer.valueOf(value);
    }

    private static FrameSamples frame(
            LoggerSettings settings, long at, BmsSample bms, @Nullable Integer differential, long precedence) {
        CellSpread spread = differential == null ? null : new CellSpread(3_300 + differential, 3_300, 1, 2);
        PackSample pack = new PackSample(
                new short[] {3_300, 3_300, 3_300, 3_300}, new byte[0], new short[0], spread, spread == null ? 1 : 4, 4);
        return new FrameSamples(
                settings.serialNumber(),
                0,
                0,
                at + 200,
                at,
                0,
                precedence,
                0,
                List.of(
                        device(settings.serialNumber() + "-BMS", 1, -1, null, bms),
                        device(settings.serialNumber() + "-PACK", 11, 0, pack, null)),
                settings);
    }

    private static DeviceSamples device(
            String serialNumber, int type, int parent, @Nullable PackSample pack, @Nullable BmsSample bms) {
        return new DeviceSamples(serialNumber, type, parent, pack, bms, PointSamples.NONE, List.of(), List.of());
    }
}
