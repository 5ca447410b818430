package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.measure.Catalogue;
import io.busbar.query.QueryApi;
import io.busbar.query.QueryApiConfig;
import io.busbar.standalone.jobs.FrameTopic.Received;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.FreshDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client follows alarms that the job raises, is broken off at random, and goes on: it misses none and sees none twice.
 * {@code -Dbusbar.minutes=60 -Dbusbar.seed=…} for longer.
 */
final class AlarmStreamIT {

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    @RegisterExtension
    final JobBench bench = new JobBench(KAFKA, POSTGRES);

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TOKEN = "operator-token-of-the-tests-0123456789";
    private static final int LOGGERS = 3;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @Test
    void missesNothingAndSeesNothingTwiceHoweverOftenItIsBrokenOff() throws Exception {
        double minutes = Double.parseDouble(System.getProperty("busbar.minutes", "0.1"));
        long seed = Long.getLong("busbar.seed", new Random().nextLong());
        try (QueryApi api = api();
                AlarmTopics topics = new AlarmTopics(KAFKA.bootstrapServers());
                RunningJob job = bench.start(directory)) {
            URI alarms = URI.create("http://127.0.0.1:" + api.port() + "/api/v1/alarms");
            for (int logger = 0; logger < LOGGERS; logger++) {
                assertThat(post(alarms.resolve("loggers"), "{\"serialNumber\":\"S" + logger + "\"}"))
                        .isEqualTo(201);
            }
            bench.database().execute("UPDATE logger_plant SET valid_from = '-infinity'");
            topics.rule(
                    "high",
                    1,
                    "{'id':'high','name':'of a test','kind':'threshold','severity':'WARNING',"
                            + "'scope':{'level':'everywhere'},'enabled':true,'version':1,'effectiveFrom':'1970-01-01T00:00:00Z',"
                            + "'point':'CELL_VOLTAGE','condition':'high','raise':3.5,'clear':3.45}");
            await().atMost(LIMIT).until(() -> bench.database()
                    .value("SELECT count(*) FROM job_alarm_rule WHERE id = 'high'")
                    .equals("1"));
            try (AlarmFollower follower = AlarmFollower.follow(alarms.resolve("alarms/stream"), TOKEN, seed)) {
                raiseAndClear(minutes);
                acknowledgeOne(alarms);
                job.awaitConsumed(bench.topic());
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(follower.ids().size()).isGreaterThanOrEqualTo(told().size()));
                List<String> told = told();
                assertThat(follower.ids()).as("seed " + seed).isEqualTo(told);
                assertThat(told).hasSizeGreaterThan(20);
                assertThat(follower.breaks()).isGreaterThan(2);
                assertThat(follower.others()).doesNotContain("resync");
            }
        }
    }

    /** Every frame raises or clears an alarm on both packs of its logger. */
    private void raiseAndClear(double minutes) throws Exception {
        long endNanos =
                System.nanoTime() + (long) (minutes * Duration.ofMinutes(1).toNanos());
        int sequence = 0;
        do {
            List<Received> frames = new ArrayList<>();
            for (int logger = 0; logger < LOGGERS; logger++) {
                frames.add(Fleet.received(Fleet.frame("S" + logger, sequence, 0, sequence % 2 == 0 ? 3_520 : 3_300)));
            }
            bench.topic().send(frames);
            bench.topic().awaitConsumed();
            sequence++;
        } while (System.nanoTime() < endNanos || sequence % 2 == 0); // the last frame raises
    }

    private void acknowledgeOne(URI alarms) throws Exception {
        await().atMost(LIMIT).until(() -> !open().isEmpty());
        String id = open().get(0);
        assertThat(post(alarms.resolve("alarms/" + id + ":acknowledge"), "{\"note\":\"on it\"}"))
                .isIn(200, 202);
        await().atMost(LIMIT).until(() -> bench.database()
                .value("SELECT acknowledgement FROM alarm WHERE id = '" + id + "'")
                .equals("on it"));
    }

    private List<String> open() throws Exception {
        return bench.database().rows("SELECT id FROM alarm WHERE state = 'ACTIVE' ORDER BY raised_at DESC");
    }

    private List<String> told() throws Exception {
        return bench.database().rows("SELECT alarm_id || ':' || revision FROM alarm_event ORDER BY seq");
    }

    private int post(URI uri, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static QueryApi api() {
        return QueryApi.start(
                new QueryApiConfig(
                        "127.0.0.1",
                        0,
                        POSTGRES.jdbcUrl(),
                        POSTGRES.user(),
                        POSTGRES.password(),
                        KAFKA.bootstrapServers(),
                        TOKEN,
                        "manager@example.org",
                        "correct horse battery"),
                Catalogue.load(),
                new SimpleMeterRegistry(),
                new QueryApi.Surroundings(Clock.systemUTC(), line -> {}));
    }
}
