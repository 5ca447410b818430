package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.standalone.query.ApiClient.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Managers say what each group sees, and everybody sees it with the next request. */
final class GroupsIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final String GROUPS = "/api/v1/measurement-groups";
    private static final String BMS = "BMS/Dyness/High Voltage";
    private static final String PACK = "Batteries/Dyness/High Voltage";

    private static ApiClient manager = new ApiClient(0, null);
    private static ApiClient user = new ApiClient(0, null);
    private static String endUserGroup = "";
    private static String allPointSets = "";

    @BeforeAll
    static void addsPeople() throws Exception {
        manager = API.loggedIn(ApiServerUnderTest.MANAGER, ApiServerUnderTest.MANAGER_PASSWORD);
        user = API.member("user@example.org", "END_USER");
        for (JsonNode group : manager.get(GROUPS).json().get("items")) {
            if (group.get("builtIn").asText().equals("END_USER")) {
                endUserGroup = group.get("id").asText();
            } else if (group.get("builtIn").asText().equals("ALL")) {
                allPointSets = group.get("id").asText();
            }
        }
        String plant = user.post("/api/v1/plants", "{\"name\":\"Roof\"}")
                .json()
                .get("id")
                .asText();
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L1\",\"plant\":\"" + plant + "\"}");
        API.sql("INSERT INTO device (serial_number, type) VALUES ('D1', 1)");
        API.sql("INSERT INTO device_binding (device_id, logger_sn) SELECT id, 'L1' FROM device");
        API.sql("INSERT INTO latest (device_id, version, time, received_at, precedence, point_id, value)"
                + " SELECT id, 1, now(), now(), gen_random_uuid(), '{1400,1800}', '{95000,77}' FROM device");
    }

    @Test
    void takesAPointAwayFromEverybodyInTheGroup() {
        assertThat(latest(user)).contains(1800);
        Response removed = change(endUserGroup, "remove", BMS, "1800");
        assertThat(removed.status()).isEqualTo(200);
        assertThat(latest(user)).contains(1400).doesNotContain(1800);
        assertThat(points(user.get("/api/v1/measuring-points?deviceType=" + BMS.replace(" ", "%20"))))
                .doesNotContain(1800);
        assertThat(user.get("/api/v1/devices/D1/history?points=1800").seen())
                .isEqualTo(user.get("/api/v1/devices/D1/history?points=1801")
                        .seen()
                        .replace("1801", "1800"))
                .startsWith("400");
        assertThat(latest(manager)).contains(1800);
        change(endUserGroup, "assign", BMS, "\"1800\"");
        assertThat(latest(user)).contains(1800);
    }

    @Test
    void makesGroupsWithNamesInSixLanguages() {
        Response made = manager.post(
                GROUPS,
                "{\"names\":{\"default\":\"Ops\",\"zh\":\"运维\",\"en\":\"Operations\",\"pt\":\"Operações\",\"cs\":\"Provoz\","
                        + "\"de\":\"Betrieb\"}}");
        assertThat(made.status()).isEqualTo(201);
        String group = GROUPS + "/" + made.json().get("id").asText();
        assertThat(made.json().get("points").asInt()).isZero();
        assertThat(manager.get(group).json().get("name").asText()).isEqualTo("Ops");
        manager.patch("/api/v1/me", "{\"language\":\"de\"}");
        assertThat(manager.get(group).json().get("name").asText()).isEqualTo("Betrieb");
        manager.patch(group, "{\"names\":{\"de\":null,\"default\":\"O&M\"}}");
        JsonNode renamed = manager.get(group).json();
        assertThat(renamed.get("name").asText()).isEqualTo("O&M");
        assertThat(renamed.get("names").get("de").isNull()).isTrue();
        assertThat(renamed.get("names").get("cs").asText()).isEqualTo("Provoz");
        assertThat(manager.post(GROUPS, "{\"name\":\"O&M\"}").status()).isEqualTo(409);
        assertThat(manager.post(GROUPS, "{\"names\":{\"fr\":\"x\",\"de\":\"\"}}")
                        .body())
                .contains("/names/fr", "/names/de", "names has no default");
    }

    @Test
    void startsEmptyAndTellsWhatIsAssigned() {
        String group = make("Few");
        assertThat(manager.get(GROUPS + "/" + group + "/points?assigned=true")
                        .json()
                        .get("items"))
                .isEmpty();
        change(group, "assign", BMS, "40,50,1200,1400,1500,1600,1700,1800");
        JsonNode assigned = manager.get(
                        GROUPS + "/" + group + "/points?assigned=true&deviceType=BMS/Dyness/High%20Voltage")
                .json()
                .get("items");
        assertThat(assigned).hasSize(8);
        JsonNode others = manager.get(
                        GROUPS + "/" + group + "/points?assigned=false&deviceType=BMS/Dyness/High%20Voltage")
                .json()
                .get("items");
        assertThat(others).hasSizeGreaterThan(40);
        ApiClient operations = API.member("operations@example.org", "OPERATION_AND_MAINTENANCE");
        manager.patch("/api/v1/members/" + id(operations), "{\"group\":\"" + group + "\"}");
        assertThat(points(operations.get("/api/v1/me/points")))
                .containsExactly(40, 50, 1200, 1400, 1500, 1600, 1700, 1800);
        assertThat(points(manager.get("/api/v1/me/points?as=" + id(operations))))
                .hasSize(8);
        assertThat(manager.delete(GROUPS + "/" + group).body()).contains("members 1");
    }

    @Test
    void warnsOfPointsThatCanBeReckoned() {
        String group = make("Energies");
        change(group, "assign", BMS, "1600");
        assertThat(manager.get(GROUPS + "/" + group).json().get("warnings")).isEmpty();
        JsonNode warnings = change(group, "assign", BMS, "1700").json().get("warnings");
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0).get("hidden").get("point").asInt()).isEqualTo(1400);
        assertThat(warnings.get(0).get("from")).hasSize(2);
        assertThat(change(group, "assign", BMS, "1400").json().get("warnings")).isEmpty();
    }

    @Test
    void showsADerivedPointWithItsInputsOrDeclassified() {
        String group = make("Differentials");
        change(group, "assign", PACK, "10000001");
        assertThat(visible(group)).isEmpty();
        change(group, "declassify", PACK, "10000001");
        assertThat(visible(group)).containsExactly(10_000_001);
        manager.post(
                GROUPS + "/" + group + "/points:declassify",
                "{\"deviceType\":\"%s\",\"points\":[10000001],\"declassified\":false}".formatted(PACK));
        assertThat(visible(group)).isEmpty();
        assertThat(change(group, "declassify", PACK, "10000002").status())
                .as("it is not assigned")
                .isEqualTo(400);
        assertThat(change(group, "declassify", BMS, "1400").status())
                .as("it is not derived")
                .isEqualTo(400);
        StringBuilder cells = new StringBuilder();
        for (int number = 1; number <= 30; number++) {
            cells.append(number == 1 ? "" : ",").append(11_100 + 100 * number);
        }
        change(group, "assign", PACK, cells.toString());
        assertThat(visible(group)).contains(10_000_001).hasSize(31);
    }

    @Test
    void keepsBuiltInGroups() {
        assertThat(manager.delete(GROUPS + "/" + endUserGroup).status()).isEqualTo(409);
        assertThat(manager.patch(GROUPS + "/" + allPointSets, "{\"name\":\"x\"}")
                        .status())
                .isEqualTo(409);
        String own = make("Short-lived");
        assertThat(manager.delete(GROUPS + "/" + own).status()).isEqualTo(204);
        assertThat(manager.get(GROUPS + "/" + own).status()).isEqualTo(404);
    }

    @Test
    void hidesGroupsThatSomebodyCannotGive() {
        String few = make("Visible to few");
        change(few, "assign", BMS, "1400");
        ApiClient operations = API.member("manager2@example.org", "OPERATION_MANAGER");
        manager.patch("/api/v1/members/" + id(operations), "{\"group\":\"" + few + "\"}");
        List<String> names = new ArrayList<>();
        operations
                .get(GROUPS)
                .json()
                .get("items")
                .forEach(group -> names.add(group.get("name").asText()));
        assertThat(names).contains("Visible to few").doesNotContain("End User Group", "All point sets");
        assertThat(operations.get(GROUPS + "/" + allPointSets).seen())
                .isEqualTo(operations.get(GROUPS + "/AAAAAAAAAAAAAAAA").seen())
                .startsWith("404");
        assertThat(operations.get(GROUPS + "/" + few).json().get("warnings")).isEmpty();
        assertThat(operations.get(GROUPS + "/" + few + "/points").status()).isEqualTo(403);
        ApiClient looker = API.member("looker@example.org", "GENERAL_USER");
        assertThat(looker.get(GROUPS).status()).isEqualTo(403);
    }

    @Test
    void answersGroupsOfOthersLikeGroupsThatDoNotExist() {
        ApiClient other = RegistrationIT.found(API, "other@example.org", "Other");
        String unknown = GROUPS + "/AAAAAAAAAAAAAAAA";
        String foreign = GROUPS + "/" + endUserGroup;
        String body = "{\"deviceType\":\"%s\",\"points\":[1400]}".formatted(BMS);
        assertThat(other.get(foreign).seen())
                .isEqualTo(other.get(unknown).seen())
                .startsWith("404");
        assertThat(other.get(foreign + "/points").seen())
                .isEqualTo(other.get(unknown + "/points").seen())
                .startsWith("404");
        assertThat(other.patch(foreign, "{\"name\":\"x\"}").seen())
                .isEqualTo(other.patch(unknown, "{\"name\":\"x\"}").seen())
                .startsWith("404");
        assertThat(other.delete(foreign).seen())
                .isEqualTo(other.delete(unknown).seen())
                .startsWith("404");
        for (String action : List.of("assign", "remove", "declassify")) {
            assertThat(other.post(foreign + "/points:" + action, body).seen())
                    .isEqualTo(other.post(unknown + "/points:" + action, body).seen())
                    .startsWith("4");
        }
        assertThat(manager.get("/api/v1/me/points?as=" + id(other)).seen())
                .isEqualTo(manager.get("/api/v1/me/points?as=AAAAAAAAAAAAAAAA").seen())
                .startsWith("404");
        assertThat(user.get("/api/v1/me/points?as=" + id(user)).status()).isEqualTo(403);
    }

    @Test
    void keepsNewPointsInQuarantineUntilSomebodyAssignsThem() throws Exception {
        API.sql("INSERT INTO point_quarantine (device_id, point_id, time, precedence, unscaled, scale)"
                + " SELECT id, 4000000000, now(), gen_random_uuid(), 5, 0 FROM device WHERE serial_number = 'D1'");
        String few = make("New ones");
        assertThat(quarantine()).containsExactly(4_000_000_000L);
        assertThat(change(few, "assign", BMS, "4000000000").status())
                .as("out of the quarantine first")
                .isEqualTo(400);
        assertThat(assignQuarantined(few, 4_000_000_001L).status()).isEqualTo(400);
        assertThat(assignQuarantined("AAAAAAAAAAAAAAAA", 4_000_000_000L).body()).contains("/groups");
        assertThat(assignQuarantined(few, 4_000_000_000L).status()).isEqualTo(200);
        assertThat(quarantine()).isEmpty();
        assertThat(change(few, "remove", BMS, "4000000000").status()).isEqualTo(200);
        assertThat(quarantine()).containsExactly(4_000_000_000L);
        API.sql("DELETE FROM point_quarantine");
        API.sql("DELETE FROM measurement_group_point WHERE point_id = 2400 AND device_type = 1");
        assertThat(quarantine()).as("a point that the catalogue has learned").containsExactly(2400L);
        assertThat(latest(manager)).doesNotContain(2400);
        assertThat(assignQuarantined(allPointSets, 2400).status()).isEqualTo(200);
        assertThat(quarantine()).isEmpty();
        assertThat(user.get("/api/v1/quarantine").status()).isEqualTo(403);
    }

    private static Response change(String group, String action, String deviceType, String points) {
        return manager.post(
                GROUPS + "/" + group + "/points:" + action,
                "{\"deviceType\":\"%s\",\"points\":[%s]}".formatted(deviceType, points));
    }

    private static Response assignQuarantined(String group, long point) {
        return manager.post(
                "/api/v1/quarantine:assign",
                "{\"deviceType\":\"%s\",\"points\":[%d],\"groups\":[\"%s\"]}".formatted(BMS, point, group));
    }

    private static List<Long> quarantine() {
        List<Long> points = new ArrayList<>();
        manager.get("/api/v1/quarantine")
                .json()
                .get("items")
                .forEach(point -> points.add(point.get("point").asLong()));
        return points;
    }

    private static String make(String name) {
        return manager.post(GROUPS, "{\"name\":\"" + name + "\"}")
                .json()
                .get("id")
                .asText();
    }

    private static List<Integer> visible(String group) {
        List<Integer> points = new ArrayList<>();
        manager.get(GROUPS + "/" + group + "/points").json().get("items").forEach(point -> {
            if (point.get("visible").asBoolean()) {
                points.add(point.get("point").asInt());
            }
        });
        return points;
    }

    private static List<Integer> latest(ApiClient person) {
        List<Integer> points = new ArrayList<>();
        person.get("/api/v1/devices/D1/latest")
                .json()
                .get("readings")
                .forEach(reading -> points.add(reading.get("point").asInt()));
        return points;
    }

    private static List<Integer> points(Response answer) {
        List<Integer> points = new ArrayList<>();
        answer.json()
                .get("items")
                .forEach(point -> points.add(point.get("point").asInt()));
        return points;
    }

    private static String id(ApiClient person) {
        return person.get("/api/v1/me").json().get("id").asText();
    }
}
