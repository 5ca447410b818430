package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.jobs.alarm.Ownership;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.jobs.sample.DeviceSamples.PointSample;
import io.busbar.jobs.sink.SampleWriter;
import io.busbar.query.QueryApi;
import io.busbar.query.QueryApiConfig;
import io.busbar.standalone.jobs.SampleFrames;
import io.busbar.standalone.kafka.EmbeddedKafka;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.kafka.KafkaTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Latest readings from memory, beside a query API without Kafka, which has them from the table. */
final class LatestCacheIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final AtomicInteger TESTS = new AtomicInteger();

    @RegisterExtension
    static final ApiServerUnderTest TABLE = new ApiServerUnderTest();

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @TempDir
    private Path folder = Path.of("");

    private static ApiClient limited = new ApiClient(0, null);

    /** Of the devices of one test. */
    private final String prefix = "T" + TESTS.incrementAndGet();

    @BeforeAll
    static void registersALoggerAndAPersonWhoSeesLittle() throws Exception {
        TABLE.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L1\"}");
        limited = TABLE.member("limited@example.org", "GENERAL_USER");
        TABLE.sql("INSERT INTO measurement_group (public_id, organization_id, name) SELECT 'few', min(id), 'Few'"
                + " FROM organization");
        TABLE.sql("INSERT INTO measurement_group_point SELECT id, 1, 1400 FROM measurement_group"
                + " WHERE public_id = 'few'");
        TABLE.sql("INSERT INTO measurement_group_point SELECT id, 11, unnest(ARRAY[11200, 11400])"
                + " FROM measurement_group WHERE public_id = 'few'");
        TABLE.sql("UPDATE member SET group_id = (SELECT id FROM measurement_group WHERE public_id = 'few')"
                + " WHERE email = 'limited@example.org'");
    }

    @Test
    void areAnsweredByteForByteAsFromTheTable() throws Exception {
        writes(KAFKA.bootstrapServers(), 1);
        try (QueryApi api = startsWarm(KAFKA.bootstrapServers())) {
            answersLikeTheTable(api);
            double fromTable = answersFrom(api, "table");
            answersLikeTheTable(api);
            assertThat(answersFrom(api, "table")).isEqualTo(fromTable);
            assertThat(answersFrom(api, "cache")).isPositive();
        }
    }

    @Test
    void followTheTopicAndNoMoreTheTable() throws Exception {
        writes(KAFKA.bootstrapServers(), 1);
        try (QueryApi api = startsWarm(KAFKA.bootstrapServers())) {
            answersLikeTheTable(api);
            writes(KAFKA.bootstrapServers(), 2);
            await().atMost(LIMIT).untilAsserted(() -> answersLikeTheTable(api));
            assertThat(latest(api, TABLE.operator(), "BMS")).contains("\"value\":92000");
            List<String> before = answers(api);
            TABLE.sql("TRUNCATE latest");
            assertThat(answers(api)).isEqualTo(before);
        }
    }

    @Test
    void comeBackAfterARestartFromTheTopicAlone() throws Exception {
        writes(KAFKA.bootstrapServers(), 3);
        List<String> before = answers(null);
        TABLE.sql("TRUNCATE latest");
        try (QueryApi api = startsWarm(KAFKA.bootstrapServers())) {
            assertThat(answers(api)).isEqualTo(before);
        }
    }

    @Test
    void comeFromTheTableForDevicesThatTheTopicDoesNotHave() throws Exception {
        writes(KAFKA.bootstrapServers(), 4);
        try (EmbeddedKafka other = EmbeddedKafka.start(folder)) {
            KafkaTopics.ensure(other.bootstrapServers());
            try (QueryApi api = startsWarm(other.bootstrapServers())) {
                answersLikeTheTable(api);
                assertThat(latest(api, TABLE.operator(), "BMS")).contains("\"value\":94000");
            }
        }
    }

    @Test
    void comeFromTheTableWhileKafkaIsAway() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(folder);
        KafkaTopics.ensure(kafka.bootstrapServers());
        writes(kafka.bootstrapServers(), 5);
        try (QueryApi api = startsWarm(kafka.bootstrapServers())) {
            answersLikeTheTable(api);
            kafka.close();
            await().atMost(LIMIT).until(() -> metric(api, "busbar_query_latest_warm ") == 0);
            writes(KAFKA.bootstrapServers(), 6);
            answersLikeTheTable(api);
            assertThat(latest(api, TABLE.operator(), "BMS")).contains("\"value\":96000");
        } finally {
            kafka.close();
        }
    }

    /** Frames of a BMS, a pack and a text, the last of them with this number. */
    private void writes(String kafka, int number) throws Exception {
        QueryApiConfig config = TABLE.config(kafka, 0);
        DatabaseConfig database =
                new DatabaseConfig(config.jdbcUrl(), config.databaseUser(), config.databasePassword());
        try (SampleWriter writer = SampleWriter.open(database, kafka, Ownership.ALL)) {
            long time = 1_706_924_640_000L + number * 60_000L;
            writer.write(List.of(
                    SampleFrames.frame(
                            "L1",
                            time,
                            number,
                            SampleFrames.bms(
                                    prefix + "-BMS", 90_000 + number * 1_000, new PointSample(1800, number, 8)),
                            SampleFrames.pack(prefix + "-PACK", 3_300 + number)),
                    SampleFrames.frame("L1", time - 500, number, SampleFrames.text(prefix + "-TEXT", "V" + number)),
                    SampleFrames.frame("L1", time - 1_000, number, SampleFrames.pack(prefix + "-PACK", 3_200))));
            writer.flush();
        }
    }

    private static QueryApi startsWarm(String kafka) {
        QueryApi api = TABLE.start(TABLE.config(kafka, 0));
        await().atMost(LIMIT).until(() -> metric(api, "busbar_query_latest_warm ") == 1);
        return api;
    }

    private void answersLikeTheTable(QueryApi api) {
        assertThat(answers(api)).isEqualTo(answers(null));
    }

    /** Of every device to two people; null asks the API that has them from the table. */
    private List<String> answers(@Nullable QueryApi api) {
        List<String> answers = new ArrayList<>();
        for (String device : List.of("BMS", "PACK", "TEXT", "NOTHING")) {
            answers.add(latest(api, TABLE.operator(), device));
            answers.add(latest(api, limited, device));
        }
        return answers;
    }

    private String latest(@Nullable QueryApi api, ApiClient person, String device) {
        int port = api == null ? TABLE.port() : api.port();
        ApiClient.Response answer = person.at(port).get("/api/v1/devices/" + prefix + "-" + device + "/latest");
        return answer.status() + " " + answer.body().replaceAll("\"ageSeconds\":[0-9]+", "\"ageSeconds\":…");
    }

    private static double answersFrom(QueryApi api, String source) {
        return metric(api, "busbar_query_latest_answers_total{source=\"" + source + "\"} ");
    }

    private static double metric(QueryApi api, String name) {
        return new ApiClient(api.port(), null)
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }
}
