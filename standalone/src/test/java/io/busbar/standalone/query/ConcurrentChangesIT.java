package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.query.ApiClient.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What two people change in the same moment ends as if one of them had come later: stored, answered and told alike. */
final class ConcurrentChangesIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final String LOGGERS = "/api/v1/loggers";
    private static final String PLANTS = "/api/v1/plants";
    private static final String OVERTAKEN = "busbar_query_transactions_overtaken_total ";
    private static final int PEOPLE = 8;
    private static final int MOVES = 60;
    private static final String GROUPS = "/api/v1/measurement-groups";

    @Test
    void aLoggerThatIsPutIntoAPlantIsToldOfTheZoneThatIsGivenMeanwhile() throws Exception {
        String plant = plant("zoned");
        Response added = meanwhile(
                "UPDATE plant SET zone = 'Asia/Tokyo' WHERE public_id = '" + plant + "'", "", () -> API.operator()
                        .post(LOGGERS, "{\"serialNumber\":\"ZONED1\",\"plant\":\"" + plant + "\"}"));
        assertThat(added.status()).isEqualTo(201);
        assertThat(toldLast("ZONED1")).contains("Asia/Tokyo");
    }

    @Test
    void aLoggerThatIsMovedIsToldOfTheZoneThatIsGivenMeanwhile() throws Exception {
        String from = plant("from");
        String to = plant("to");
        API.operator().post(LOGGERS, "{\"serialNumber\":\"ZONED2\",\"plant\":\"" + from + "\"}");
        Response moved = meanwhile(
                "UPDATE plant SET zone = 'Asia/Tokyo' WHERE public_id = '" + to + "'", "", () -> move("ZONED2", to));
        assertThat(moved.status()).isEqualTo(200);
        assertThat(toldLast("ZONED2")).contains("Asia/Tokyo");
    }

    @Test
    void aPlantTellsNothingOfALoggerThatLeavesMeanwhile() throws Exception {
        String left = plant("left");
        String reached = plant("reached");
        API.operator().post(LOGGERS, "{\"serialNumber\":\"LEAVES1\",\"plant\":\"" + left + "\"}");
        String before = toldLast("LEAVES1");
        Response changed = meanwhile(locked("LEAVES1"), moved("LEAVES1", reached), () -> API.operator()
                .patch(PLANTS + "/" + left, "{\"zone\":\"Asia/Tokyo\"}"));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(toldLast("LEAVES1"))
                .as("it is the one who moved it that tells of it")
                .isEqualTo(before);
    }

    @Test
    void aLoggerThatTwoPeopleMoveIsWhereTheLaterOnePutIt() throws Exception {
        String first = plant("first");
        String second = plant("second");
        String third = plant("third");
        API.operator().post(LOGGERS, "{\"serialNumber\":\"TWICE1\",\"plant\":\"" + first + "\"}");
        Response moved = meanwhile(locked("TWICE1"), moved("TWICE1", second), () -> move("TWICE1", third));
        assertThat(moved.status()).as(moved.body()).isEqualTo(200);
        assertThat(API.operator()
                        .get(LOGGERS + "/TWICE1")
                        .json()
                        .get("plant")
                        .get("id")
                        .asText())
                .isEqualTo(third);
        assertThat(
                        API.value(
                                "SELECT string_agg(p.name, ' ' ORDER BY lp.valid_from) FROM logger_plant lp"
                                        + " JOIN logger l ON l.id = lp.logger_id JOIN plant p ON p.id = lp.plant_id WHERE l.serial_number = 'TWICE1'"))
                .isEqualTo("first second third");
        assertThat(
                        API.value(
                                "SELECT count(*) FROM logger_plant lp JOIN logger_plant next ON next.logger_id = lp.logger_id"
                                        + " AND next.valid_from = lp.valid_to JOIN logger l ON l.id = lp.logger_id WHERE l.serial_number = 'TWICE1'"))
                .as("no moment in which it is nowhere")
                .isEqualTo("2");
    }

    @Test
    void whoMovesLoggersAndWhoChangesTheirPlantsNeverWaitForEachOtherInACircle() {
        List<String> plants = List.of(plant("hither"), plant("thither"));
        API.operator().post(LOGGERS, "{\"serialNumber\":\"SHUTTLE1\",\"plant\":\"" + plants.get(0) + "\"}");
        double before = API.metric(OVERTAKEN);
        ExecutorService people = Executors.newFixedThreadPool(PEOPLE);
        try {
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < MOVES; i++) {
                String plant = plants.get(i % plants.size());
                answers.add(CompletableFuture.supplyAsync(
                        () -> move("SHUTTLE1", plant).status(), people));
                answers.add(CompletableFuture.supplyAsync(
                        () -> API.operator()
                                .patch(PLANTS + "/" + plant, "{\"zone\":\"Asia/Tokyo\"}")
                                .status(),
                        people));
            }
            assertThat(answers).extracting(CompletableFuture::join).containsOnly(200);
        } finally {
            people.shutdownNow();
        }
        assertThat(API.metric(OVERTAKEN)).isEqualTo(before);
    }

    @Test
    void aGroupThatIsDeletedMeanwhileIsGivenToNobody() throws Exception {
        String group = API.operator()
                .post(GROUPS, "{\"names\":{\"default\":\"Short-lived\"}}")
                .json()
                .get("id")
                .asText();
        String plant = plant("visited");
        String visit = "{\"group\":\"%s\",\"expiresAt\":\"2100-01-01T00:00:00Z\"}".formatted(group);
        Response granted =
                meanwhile("DELETE FROM measurement_group WHERE public_id = '" + group + "'", "", () -> API.operator()
                        .put(PLANTS + "/" + plant + "/visitors/visitor@example.org", visit));
        assertThat(granted.status()).as(granted.body()).isEqualTo(400);
        assertThat(granted.body()).contains("no such measurement group");
    }

    @Test
    void ofTwoGroupsOfOneNameOneIsRefused() throws Exception {
        Response created = meanwhile(
                "INSERT INTO measurement_group (public_id, organization_id, name) SELECT 'G', id, 'Same' FROM organization",
                "",
                () -> API.operator().post(GROUPS, "{\"names\":{\"default\":\"Same\"}}"));
        assertThat(created.status()).as(created.body()).isEqualTo(409);
        assertThat(created.body()).contains("has a group of this name");
    }

    @Test
    void nobodyHasMoreKeysThanAllowedByAskingForSeveralAtOnce() throws Exception {
        ApiClient owner = API.member("many-keys@example.org", "END_USER");
        String member = "(SELECT id FROM member WHERE email = 'many-keys@example.org')";
        String keys =
                "INSERT INTO api_key (public_id, member_id, name, key_sha256, capabilities, all_plants) SELECT 'K' || n, "
                        + member + ", 'one of many', sha256(n::text::bytea), '{}', true FROM generate_series(%d, %d) n";
        API.sql(keys.formatted(1, 49));
        Response created = meanwhile(
                "SELECT FROM member WHERE id = " + member + " FOR NO KEY UPDATE",
                keys.formatted(50, 50),
                () -> owner.post("/api/v1/api-keys", "{\"name\":\"one too many\"}"));
        assertThat(created.status()).as(created.body()).isEqualTo(409);
        assertThat(created.body()).contains("50 keys, which is the limit");
    }

    /**
     * What is answered while somebody else's transaction is open.
     *
     * @param held what the other one has done when the request comes
     * @param then what the other one does, before it commits, once the request waits or is answered
     */
    private static Response meanwhile(String held, String then, Supplier<Response> request) throws Exception {
        try (HeldTransaction other = new HeldTransaction(API, held)) {
            CompletableFuture<Response> answer = other.ask(request);
            other.run(then);
            other.commit();
            return answer.join();
        }
    }

    private static String locked(String serialNumber) {
        return "SELECT FROM logger WHERE serial_number = '" + serialNumber + "' FOR UPDATE";
    }

    private static String moved(String serialNumber, String plant) {
        String logger = "(SELECT id FROM logger WHERE serial_number = '" + serialNumber + "')";
        return "WITH left_at AS (UPDATE logger_plant SET valid_to = clock_timestamp() WHERE logger_id = " + logger
                + " AND valid_to = 'infinity' RETURNING valid_to, organization_id)"
                + " INSERT INTO logger_plant (logger_id, valid_from, organization_id, plant_id) SELECT " + logger
                + ", valid_to, organization_id, (SELECT id FROM plant WHERE public_id = '" + plant + "') FROM left_at";
    }

    private static Response move(String serialNumber, String plant) {
        return API.operator().patch(LOGGERS + "/" + serialNumber, "{\"plant\":\"" + plant + "\"}");
    }

    private static String plant(String name) {
        return API.operator()
                .post(PLANTS, "{\"name\":\"" + name + "\"}")
                .json()
                .get("id")
                .asText();
    }

    /** The newest settings of the logger that the stream job is told of. */
    private static String toldLast(String serialNumber) throws Exception {
        return API.value(
                "SELECT id || ' ' || convert_from(value, 'UTF8') FROM outbox WHERE topic = 'logger-settings' AND key = '"
                        + serialNumber + "' ORDER BY id DESC LIMIT 1");
    }
}
