package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.query.QueryApi;
import io.busbar.standalone.query.ApiClient.Response;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is remembered of rights: a change of them counts at once for the process that made it, and soon for all others. */
final class RightsOnTheNextRequestIT {

    /** What is promised for changes by other processes. */
    private static final Duration PROMISED = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String LATEST = "/api/v1/devices/D1/latest";
    private static final String UNKNOWN = "/api/v1/devices/D0/latest";
    private static final String CAPACITY = "\"point\":1400,";

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static ApiClient looker = new ApiClient(0, null);
    private static ApiClient owner = new ApiClient(0, null);
    private static ApiClient heir = new ApiClient(0, null);
    private static ApiClient installer = new ApiClient(0, null);
    private static ApiClient visitor = new ApiClient(0, null);
    private static String plant = "";

    @BeforeAll
    static void fillsTheFleet() throws Exception {
        looker = API.member("looker@example.org", "GENERAL_USER");
        owner = API.member("owner@example.org", "END_USER");
        heir = API.member("heir@example.org", "END_USER");
        installer = API.member("installer@example.org", "INSTALLER");
        visitor = API.member("visitor@example.org", "END_USER");
        plant = API.operator()
                .post("/api/v1/plants", "{\"name\":\"Roof\",\"owner\":\"" + id(owner) + "\"}")
                .json()
                .get("id")
                .asText();
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L1\",\"plant\":\"" + plant + "\"}");
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L2\"}");
        API.sql("INSERT INTO organization (public_id, code, name) VALUES ('elsewhere', 'ABCDE0', 'Elsewhere')");
        API.sql("INSERT INTO measurement_group (public_id, organization_id, name) SELECT 'few', min(id), 'Few'"
                + " FROM organization");
        API.sql("INSERT INTO measurement_group_point SELECT id, 1, unnest(ARRAY[1400, 1500]) FROM measurement_group"
                + " WHERE public_id = 'few'");
        API.sql("INSERT INTO device (serial_number, type) VALUES ('D1', 1)");
        API.sql("INSERT INTO device_binding (device_id, logger_sn) SELECT id, 'L1' FROM device");
        API.sql("INSERT INTO latest (device_id, version, time, received_at, precedence, point_id, value)"
                + " SELECT id, 1, now(), now(), gen_random_uuid(), '{1400,1500}', '{95000,99000}' FROM device");
        API.sql("INSERT INTO plant_installer SELECT p.id, m.id FROM plant p, member m"
                + " WHERE m.email = 'installer@example.org'");
        API.sql("INSERT INTO plant_visitor SELECT p.id, 'visitor@example.org', g.id, 'infinity'"
                + " FROM plant p, measurement_group g WHERE g.public_id = 'few'");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "looker    | REFUSED  | UPDATE member SET status = 'DISABLED' WHERE email = 'looker@example.org'"
                        + " | UPDATE member SET status = 'ACTIVE'",
                "looker    | HIDDEN   | UPDATE member SET role = 'END_USER' WHERE email = 'looker@example.org'"
                        + " | UPDATE member SET role = 'GENERAL_USER' WHERE email = 'looker@example.org'",
                "looker    | HIDDEN   | UPDATE member SET organization_id = 2 WHERE email = 'looker@example.org'"
                        + " | UPDATE member SET organization_id = 1",
                "looker    | NARROWER | UPDATE member SET group_id = (SELECT id FROM measurement_group WHERE"
                        + " public_id = 'few') WHERE email = 'looker@example.org';"
                        + " DELETE FROM measurement_group_point WHERE point_id = 1400 AND device_type = 1"
                        + " | INSERT INTO measurement_group_point SELECT id, 1, 1400 FROM measurement_group;"
                        + " UPDATE member SET group_id = 2 WHERE email = 'looker@example.org'",
                "visitor   | NARROWER | DELETE FROM measurement_group_point WHERE point_id = 1400 AND device_type = 1"
                        + " | INSERT INTO measurement_group_point SELECT id, 1, 1400 FROM measurement_group",
                "visitor   | HIDDEN   | DELETE FROM plant_visitor | INSERT INTO plant_visitor SELECT p.id,"
                        + " 'visitor@example.org', g.id, 'infinity' FROM plant p, measurement_group g"
                        + " WHERE g.public_id = 'few'",
                "visitor   | HIDDEN   | UPDATE plant_visitor SET expires_at = now()"
                        + " | UPDATE plant_visitor SET expires_at = 'infinity'",
                "installer | HIDDEN   | DELETE FROM plant_installer | INSERT INTO plant_installer SELECT p.id, m.id"
                        + " FROM plant p, member m WHERE m.email = 'installer@example.org'",
                "owner     | HIDDEN   | UPDATE plant SET owner_id = null | UPDATE plant SET owner_id ="
                        + " (SELECT id FROM member WHERE email = 'owner@example.org')",
                "owner     | HIDDEN   | UPDATE logger_plant SET plant_id = null"
                        + " | UPDATE logger_plant SET plant_id = 1 WHERE logger_id = 1",
                "owner     | HIDDEN   | UPDATE device_binding SET logger_sn = 'L2'"
                        + " | UPDATE device_binding SET logger_sn = 'L1'",
                "owner     | EMPTY    | UPDATE device_binding SET valid_to = now() - interval '1 hour'"
                        + " | UPDATE device_binding SET valid_to = 'infinity'",
                "owner     | STALE    | UPDATE logger SET upload_interval_seconds = 1;"
                        + " UPDATE latest SET time = now() - interval '1 minute'"
                        + " | UPDATE logger SET upload_interval_seconds = 300"
            })
    void takesUpWhatAnotherProcessChanges(String person, Seen after, String change, String undo) throws Exception {
        ApiClient asking = person(person);
        seesItFromMemory(asking);
        API.sqlUnheard(change);
        await().atMost(PROMISED).untilAsserted(() -> after.holds(asking));
        API.sqlUnheard(undo);
        await().atMost(PROMISED).untilAsserted(() -> Seen.WHOLE.holds(asking));
    }

    @Test
    void takesUpWhatItChangesItselfOnTheNextRequest() {
        seesItFromMemory(owner);
        for (int i = 0; i < 20; i++) {
            gives(plant, heir);
            Seen.HIDDEN.holds(owner);
            Seen.WHOLE.holds(heir);
            gives(plant, owner);
            Seen.HIDDEN.holds(heir);
            Seen.WHOLE.holds(owner);
        }
    }

    @Test
    void takesUpWhatAnotherServerChanges() {
        try (QueryApi other = API.start(API.config("127.0.0.1:1", 0))) {
            seesItFromMemory(owner);
            API.operator().at(other.port()).patch("/api/v1/plants/" + plant, "{\"owner\":\"" + id(heir) + "\"}");
            await().atMost(PROMISED).untilAsserted(() -> Seen.HIDDEN.holds(owner));
        } finally {
            gives(plant, owner);
        }
    }

    @ParameterizedTest
    @CsvSource({"measurement_group_point, NARROWER", "device_binding, HIDDEN"})
    void forgetsWhatWasReadWhileItChanged(String table, Seen after) throws Exception {
        seesItFromMemory(visitor);
        API.sql("SELECT 1"); // whatever it asks next is read anew
        try (Connection changing = API.connect();
                Statement statement = changing.createStatement()) {
            changing.setAutoCommit(false);
            statement.execute("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
            statement.execute(
                    after == Seen.HIDDEN
                            ? "UPDATE device_binding SET logger_sn = 'L2'"
                            : "DELETE FROM measurement_group_point WHERE point_id = 1400");
            CompletableFuture<Response> reading = CompletableFuture.supplyAsync(() -> visitor.get(LATEST));
            await().atMost(PATIENCE)
                    .until(() -> API.value("SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                                    + " WHERE NOT l.granted AND a.datname = current_database()")
                            .equals("1"));
            changing.commit();
            assertThat(reading.join().body()).as("read as it was before").contains(CAPACITY);
        }
        await().atMost(PROMISED).untilAsserted(() -> after.holds(visitor));
        API.sql("UPDATE device_binding SET logger_sn = 'L1'");
        API.sql("INSERT INTO measurement_group_point SELECT id, 1, 1400 FROM measurement_group ON CONFLICT DO NOTHING");
    }

    @Test
    void hearsOfNothingWhenItsConnectionIsCutAndKnowsIt() throws Exception {
        seesItFromMemory(owner);
        API.sqlUnheard("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE application_name = 'busbar-access-changes' AND datname = current_database()");
        API.sqlUnheard("UPDATE plant SET owner_id = null");
        await().atMost(PROMISED).untilAsserted(() -> Seen.HIDDEN.holds(owner));
        seesItFromMemory(looker);
        Seen.HIDDEN.holds(owner);
        API.sql("UPDATE plant SET owner_id = (SELECT id FROM member WHERE email = 'owner@example.org')");
        seesItFromMemory(owner);
    }

    @Test
    void endsAVisitWhenItExpires() throws Exception {
        API.sql("UPDATE plant_visitor SET expires_at = now() + interval '4 seconds'");
        seesItFromMemory(visitor);
        await().atMost(PATIENCE).until(() -> API.value("SELECT expires_at < now() FROM plant_visitor")
                .equals("t"));
        Seen.HIDDEN.holds(visitor);
        API.sql("UPDATE plant_visitor SET expires_at = 'infinity'");
        Seen.WHOLE.holds(visitor);
    }

    @Test
    void keepsWhatOnePersonSeesFromOthers() {
        seesItFromMemory(owner);
        seesItFromMemory(visitor);
        Seen.HIDDEN.holds(heir);
        assertThat(heir.get("/api/v1/devices/D1/history").seen())
                .isEqualTo(heir.get("/api/v1/devices/D0/history").seen());
        Seen.HIDDEN.holds(heir);
    }

    /** What an answer to the question for the latest readings shows. */
    enum Seen {
        WHOLE,
        NARROWER,
        EMPTY,
        STALE,
        HIDDEN,
        REFUSED;

        void holds(ApiClient person) {
            Response answer = person.get(LATEST);
            switch (this) {
                case WHOLE -> assertThat(answer.body()).contains(CAPACITY, "\"point\":1500,", "\"stale\":false");
                case NARROWER ->
                    assertThat(answer.body()).contains("\"point\":1500,").doesNotContain(CAPACITY);
                case EMPTY -> assertThat(answer.body()).contains("\"readings\":[]");
                case STALE -> assertThat(answer.body()).contains("\"stale\":true");
                case HIDDEN ->
                    assertThat(answer.seen())
                            .isEqualTo(person.get(UNKNOWN).seen())
                            .startsWith("404");
                case REFUSED -> assertThat(answer.status()).isEqualTo(401);
            }
        }
    }

    /** Sees the device without the database being asked for rights. */
    private static void seesItFromMemory(ApiClient person) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            Seen.WHOLE.holds(person);
            double before = reads();
            Seen.WHOLE.holds(person);
            assertThat(reads()).isEqualTo(before);
            assertThat(API.metric("busbar_query_access_vouched ")).isEqualTo(1);
        });
    }

    private static double reads() {
        return API.metric("busbar_query_access_reads_total{of=\"scope\"} ")
                + API.metric("busbar_query_access_reads_total{of=\"device\"} ");
    }

    private static void gives(String plant, ApiClient person) {
        assertThat(API.operator()
                        .patch("/api/v1/plants/" + plant, "{\"owner\":\"" + id(person) + "\"}")
                        .status())
                .isEqualTo(200);
    }

    private static String id(ApiClient person) {
        return person.get("/api/v1/me").json().get("id").asText();
    }

    private static ApiClient person(String name) {
        return switch (name) {
            case "looker" -> looker;
            case "owner" -> owner;
            case "installer" -> installer;
            case "visitor" -> visitor;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
