package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One plant with a BMS whose latest readings change in the table; Kafka is away. */
final class LatestStreamIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final Duration SOON = Duration.ofSeconds(5);

    private static String plant = "";
    private static ApiClient owner = new ApiClient(0, null);

    @BeforeAll
    static void fillsTheTables() throws Exception {
        plant = API.operator()
                .post("/api/v1/plants", "{\"name\":\"Roof\"}")
                .json()
                .get("id")
                .asText();
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L1\",\"plant\":\"" + plant + "\"}");
        API.sql("INSERT INTO device (serial_number, type) VALUES ('B1', 1)");
        API.sql("INSERT INTO device_binding (device_id, logger_sn) VALUES (1, 'L1')");
        owner = API.member("owner@example.org", "END_USER");
        API.sql("UPDATE plant SET owner_id = (SELECT id FROM member WHERE email = 'owner@example.org')");
        say(50_000);
    }

    private static void say(int soc) throws Exception {
        API.sqlUnheard(
                "INSERT INTO latest VALUES (1, 1, now(), now(), gen_random_uuid(), null, null, null, '{1400,1500}', null,"
                        + " '{" + soc
                        + ",99000}') ON CONFLICT (device_id) DO UPDATE SET version = latest.version + 1, time = excluded.time,"
                        + " received_at = excluded.received_at, precedence = excluded.precedence, value = excluded.value");
    }

    @Test
    void tellsWhatIsThereAndWhatChanges() throws Exception {
        say(51_000);
        try (Events events = Events.open(owner, "/api/v1/latest/stream?plant=" + plant, null)) {
            await().atMost(SOON).until(() -> events.told("\"value\":51000"));
            say(52_000);
            await().atMost(SOON).until(() -> events.told("\"value\":52000"));
            assertThat(events.lines()).contains("event: latest").anyMatch(line -> line.matches("id: [0-9]+"));
        }
    }

    @Test
    void goesOnWhereAClientWas() throws Exception {
        say(61_000);
        long now = Instant.now().toEpochMilli();
        try (Events events = Events.open(owner, "/api/v1/latest/stream", Long.toString(now + 120_000))) {
            say(61_500);
            await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> !events.told("resync"));
        }
        try (Events events = Events.open(owner, "/api/v1/latest/stream?after=" + (now - 7_200_000), null)) {
            await().atMost(SOON).until(() -> events.told("\"value\":61500"));
            assertThat(events.lines()).contains("event: resync");
        }
        try (Events events = Events.open(owner, "/api/v1/latest/stream?after=" + now, null)) {
            await().atMost(SOON).until(() -> events.told("\"value\":61500"));
            assertThat(events.lines()).doesNotContain("event: resync");
        }
    }

    @Test
    void endsWithTheRightToSee() throws Exception {
        ApiClient visitor = API.member("visitor@example.org", "END_USER");
        assertThat(visitor.get("/api/v1/latest/stream?plant=" + plant).seen())
                .isEqualTo(visitor.get("/api/v1/latest/stream?plant=nowhere").seen());
        API.sql(
                "INSERT INTO plant_visitor SELECT p.id, 'visitor@example.org', g.id, now() + interval '1 hour' FROM plant p,"
                        + " measurement_group g WHERE g.built_in = 'END_USER' LIMIT 1");
        try (Events events = Events.open(visitor, "/api/v1/latest/stream?plant=" + plant, null)) {
            await().atMost(SOON).until(() -> events.told("\"point\":1500"));
            API.sqlUnheard("DELETE FROM measurement_group_point WHERE point_id = 1500");
            await().atMost(SOON).pollDelay(Duration.ofSeconds(2)).until(() -> {
                say(70_000);
                return events.told("\"value\":70000");
            });
            assertThat(events.lines().stream().filter(line -> line.contains("\"value\":70000")))
                    .allMatch(line -> !line.contains("\"point\":1500"));
            API.sqlUnheard("DELETE FROM plant_visitor");
            await().atMost(SOON).until(events::hasEnded);
        }
    }
}
