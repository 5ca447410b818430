package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.standalone.query.ApiClient.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A company of battery installers, from its first manager to its last visitor: each chapter goes on where the one before ended.
 */
@TestMethodOrder(OrderAnnotation.class)
final class SeedStoryIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final int CYCLES = 1800;
    private static final String BMS = "BMS/Dyness/High Voltage";
    private static final String PASSWORD = "correct horse battery";
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Every way in which a person could come to know a point of the battery. A new one belongs here; alarms are still to come. */
    private static final Map<String, BiPredicate<ApiClient, Integer>> CHANNELS = Map.of(
            "latest", SeedStoryIT::isInLatest,
            "history", SeedStoryIT::isInHistory,
            "query", SeedStoryIT::isInQuery,
            "export", SeedStoryIT::isInExport,
            "stream", SeedStoryIT::isInStream,
            "catalogue", SeedStoryIT::isInCatalogue,
            "effective points", SeedStoryIT::isAmongMyPoints);

    private static ApiClient manager = new ApiClient(0, null);
    private static ApiClient installer = new ApiClient(0, null);
    private static ApiClient endUser = new ApiClient(0, null);
    private static ApiClient operations = new ApiClient(0, null);
    private static ApiClient visitor = new ApiClient(0, null);
    private static String plant = "";

    @Test
    @Order(1)
    void aManagerCreatesAnOrganization() {
        API.anonymous()
                .post(
                        "/api/v1/organizations",
                        "{\"organization\":\"Sunny roofs\",\"email\":\"manager@sunny.example\",\"password\":\"%s\",\"name\":\"Mia\"}"
                                .formatted(PASSWORD));
        manager = showsTheCodeFromTheMail("manager@sunny.example");
        assertThat(manager.get("/api/v1/me").json().get("role").asText()).isEqualTo("MANAGER");
        assertThat(organizationCode()).matches("[0-9A-F]{6}");
    }

    @Test
    @Order(2)
    void anInstallerJoinsByItsCode() {
        installer = joins("installer@sunny.example", "INSTALLER");
        JsonNode me = installer.get("/api/v1/me").json();
        assertThat(me.get("organization").get("name").asText()).isEqualTo("Sunny roofs");
        assertThat(installer.get("/api/v1/plants").json().get("items")).isEmpty();
    }

    @Test
    @Order(3)
    void theInstallerCreatesAPlantAndAddsALogger() throws Exception {
        plant = installer
                .post("/api/v1/plants", "{\"name\":\"Harbour 7\",\"zone\":\"Europe/Lisbon\"}")
                .json()
                .get("id")
                .asText();
        String labelled = manager.post("/api/v1/loggers", "{\"serialNumber\":\"SUNNY001\"}")
                .json()
                .get("checkCode")
                .asText();
        assertThat(addsLogger(installer, "0000-0000").status())
                .as("the code is on the label")
                .isEqualTo(409);
        assertThat(addsLogger(installer, labelled).status()).isEqualTo(201);
        theBatterySends();
        assertThat(isInLatest(installer, 1400)).isTrue();
    }

    @Test
    @Order(4)
    void theEndUserOwnsThePlantAndSeesEverythingOfIt() {
        endUser = joins("owner@sunny.example", "END_USER");
        assertThat(manager.patch("/api/v1/plants/" + plant, "{\"owner\":\"" + id(endUser) + "\"}")
                        .status())
                .isEqualTo(200);
        CHANNELS.forEach((channel, sees) ->
                assertThat(sees.test(endUser, CYCLES)).as(channel).isTrue());
    }

    @Test
    @Order(5)
    void theManagerRemovesTheCyclesFromTheEndUserGroup() {
        assertThat(manager.post(
                                "/api/v1/measurement-groups/" + group("END_USER") + "/points:remove",
                                "{\"deviceType\":\"%s\",\"points\":[%d]}".formatted(BMS, CYCLES))
                        .status())
                .isEqualTo(200);
        CHANNELS.forEach((channel, sees) -> {
            assertThat(sees.test(endUser, CYCLES)).as(channel).isFalse();
            assertThat(sees.test(endUser, 1400)).as(channel).isTrue();
            assertThat(sees.test(manager, CYCLES)).as(channel).isTrue();
        });
        assertThat(endUser.get("/api/v1/devices/SUNNY001-BMS/history?points=1800")
                        .seen())
                .as("like a point that does not exist")
                .isEqualTo(endUser.get("/api/v1/devices/SUNNY001-BMS/history?points=1801")
                        .seen()
                        .replace("1801", "1800"));
    }

    @Test
    @Order(6)
    void theManagerMakesAGroupForOperationAndMaintenance() {
        operations = joins("operations@sunny.example", "END_USER");
        String made = manager.post(
                        "/api/v1/measurement-groups",
                        "{\"names\":{\"default\":\"Operation and maintenance\",\"zh\":\"运维\",\"de\":\"Betrieb\"}}")
                .json()
                .get("id")
                .asText();
        manager.post(
                "/api/v1/measurement-groups/" + made + "/points:assign",
                "{\"deviceType\":\"%s\",\"points\":[40,50,1200,1400,1500,1600,1700,1800]}".formatted(BMS));
        manager.patch(
                "/api/v1/members/" + id(operations),
                "{\"role\":\"OPERATION_AND_MAINTENANCE\",\"group\":\"" + made + "\"}");
        assertThat(operations.get("/api/v1/plants").json().get("items")).hasSize(1);
        CHANNELS.forEach((channel, sees) -> {
            assertThat(sees.test(operations, CYCLES)).as(channel).isTrue();
            assertThat(sees.test(operations, 1100)).as(channel).isFalse();
        });
        assertThat(manager.get("/api/v1/me/points?as=" + id(operations)).json().get("items"))
                .hasSize(8);
    }

    @Test
    @Order(7)
    void aVisitorSeesThePlantUntilTheVisitExpires() {
        API.anonymous()
                .post(
                        "/api/v1/organizations",
                        "{\"organization\":\"Elsewhere\",\"email\":\"visitor@else.example\",\"password\":\"%s\"}"
                                .formatted(PASSWORD));
        visitor = showsTheCodeFromTheMail("visitor@else.example");
        assertThat(visitor.get("/api/v1/plants/" + plant).status()).isEqualTo(404);
        visit(Instant.now().plusSeconds(3_600));
        assertThat(visitor.get("/api/v1/plants").json().get("items")).hasSize(1);
        CHANNELS.forEach((channel, sees) -> {
            if (!channel.equals("catalogue")) { // it has the groups of their own organization too
                assertThat(sees.test(visitor, CYCLES)).as(channel).isFalse();
            }
            assertThat(sees.test(visitor, 1400)).as(channel).isTrue();
        });
        assertThat(visitor.patch("/api/v1/plants/" + plant, "{\"name\":\"mine\"}")
                        .status())
                .isEqualTo(403);
        visit(Instant.now().plusSeconds(2));
        await().atMost(SOON).until(() -> visitor.get("/api/v1/plants/" + plant).status() == 404);
        assertThat(visitor.get("/api/v1/devices/SUNNY001-BMS/latest").status()).isEqualTo(404);
    }

    @Test
    @Order(8)
    void aRoleIsChangedAndTakesEffectAtOnce() {
        assertThat(operations
                        .patch("/api/v1/plants/" + plant, "{\"capacityWh\":14200}")
                        .status())
                .isEqualTo(200);
        manager.patch("/api/v1/members/" + id(operations), "{\"role\":\"GENERAL_USER\"}");
        assertThat(operations
                        .patch("/api/v1/plants/" + plant, "{\"capacityWh\":14300}")
                        .status())
                .isEqualTo(403);
        assertThat(operations.get("/api/v1/plants/" + plant).status()).isEqualTo(200);
        manager.patch("/api/v1/members/" + id(operations), "{\"status\":\"DISABLED\"}");
        assertThat(operations.get("/api/v1/plants/" + plant).status()).isEqualTo(401);
    }

    @Test
    @Order(9)
    void theLogTellsTheStory() {
        assertThat(manager.get("/api/v1/audit?limit=500").json().get("items").findValuesAsText("action"))
                .containsSubsequence(
                        "member.change",
                        "visit.grant",
                        "group.assignPoints",
                        "group.removePoints",
                        "plant.change",
                        "logger.claim",
                        "plant.create",
                        "member.join",
                        "organization.found");
    }

    private static boolean isInLatest(ApiClient person, int point) {
        return person.get("/api/v1/devices/SUNNY001-BMS/latest")
                .json()
                .get("readings")
                .findValuesAsText("point")
                .contains("" + point);
    }

    private static boolean isInHistory(ApiClient person, int point) {
        return person.get("/api/v1/devices/SUNNY001-BMS/history?bucket=raw")
                .json()
                .get("series")
                .get(0)
                .get("columns")
                .findValuesAsText("point")
                .contains("" + point);
    }

    private static boolean isInQuery(ApiClient person, int point) {
        return person.post("/api/v1/query", "{\"devices\":[\"SUNNY001-BMS\"],\"bucket\":\"raw\"}")
                .json()
                .get("series")
                .get(0)
                .get("columns")
                .findValuesAsText("point")
                .contains("" + point);
    }

    /** The file names its columns by the points' names. */
    private static boolean isInExport(ApiClient person, int point) {
        Response started = person.post(
                "/api/v1/exports", "{\"devices\":[\"SUNNY001-BMS\"],\"bucket\":\"raw\",\"format\":\"csv\"}");
        String export = "/api/v1/exports/" + started.json().get("id").asText();
        await().atMost(SOON)
                .until(() -> person.get(export).json().get("status").asText().equals("DONE"));
        return person.get(export + "/file")
                .body()
                .lines()
                .findFirst()
                .orElse("")
                .contains(name(point));
    }

    private static boolean isInStream(ApiClient person, int point) {
        return person.firstEvent(
                        person.request("/api/v1/latest/stream?plant=" + plant).GET())
                .body()
                .contains("\"point\":" + point + ",");
    }

    private static boolean isInCatalogue(ApiClient person, int point) {
        return person.get("/api/v1/measuring-points?deviceType=BMS/Dyness/High%20Voltage")
                .json()
                .get("items")
                .findValuesAsText("point")
                .contains("" + point);
    }

    private static boolean isAmongMyPoints(ApiClient person, int point) {
        return person.get("/api/v1/me/points?plant=" + plant).json().get("items").findParents("point").stream()
                .anyMatch(item -> item.get("point").asInt() == point
                        && item.get("deviceType").asText().equals(BMS));
    }

    private static String name(int point) {
        return switch (point) {
            case 1100 -> "Total Pressure";
            case 1400 -> "SOC";
            case CYCLES -> "Number Of Battery Cycles";
            default -> throw new IllegalArgumentException("" + point);
        };
    }

    private static ApiClient joins(String email, String role) {
        API.anonymous()
                .post(
                        "/api/v1/auth/register",
                        "{\"organization\":\"%s\",\"email\":\"%s\",\"password\":\"%s\",\"role\":\"%s\"}"
                                .formatted(organizationCode(), email, PASSWORD, role));
        return showsTheCodeFromTheMail(email);
    }

    private static ApiClient showsTheCodeFromTheMail(String email) {
        Response verified = API.anonymous()
                .post(
                        "/api/v1/auth/verify",
                        "{\"email\":\"%s\",\"code\":\"%s\"}".formatted(email, API.codeOnTheConsole(email)));
        assertThat(verified.status()).isEqualTo(204);
        return API.loggedIn(email, PASSWORD);
    }

    private static Response addsLogger(ApiClient person, String checkCode) {
        return person.post(
                "/api/v1/loggers",
                "{\"serialNumber\":\"SUNNY001\",\"checkCode\":\"%s\",\"plant\":\"%s\"}".formatted(checkCode, plant));
    }

    private static void visit(Instant expiresAt) {
        assertThat(endUser.put(
                                "/api/v1/plants/" + plant + "/visitors/visitor@else.example",
                                "{\"expiresAt\":\"" + expiresAt + "\"}")
                        .status())
                .isEqualTo(200);
    }

    private static String group(String builtIn) {
        for (JsonNode group : manager.get("/api/v1/measurement-groups").json().get("items")) {
            if (group.get("builtIn").asText().equals(builtIn)) {
                return group.get("id").asText();
            }
        }
        throw new AssertionError("no group " + builtIn);
    }

    private static String organizationCode() {
        return manager.get("/api/v1/organization").json().get("code").asText();
    }

    /** As the stream job writes it. */
    private static void theBatterySends() throws Exception {
        API.sql("INSERT INTO device (serial_number, type) VALUES ('SUNNY001-BMS', 1)");
        API.sql("INSERT INTO device_binding (device_id, logger_sn) SELECT id, 'SUNNY001' FROM device");
        API.sql(
                "INSERT INTO latest SELECT id, 1, now(), now(), gen_random_uuid(), null, null, null, '{1100,1400,1800}', null,"
                        + " '{398300,95000,77}' FROM device");
        API.sql(
                "INSERT INTO bms_sample (bms_id, time, received_at, precedence, flags, quality, voltage_mv, soc_millipercent)"
                        + " SELECT id, now(), now(), gen_random_uuid(), 0, 0, 398300, 95000 FROM device");
        API.sql(
                "INSERT INTO point_sample (device_id, time, precedence, point_id, value) SELECT id, now(), gen_random_uuid(),"
                        + " '{1800}', '{77}' FROM device");
    }

    private static String id(ApiClient person) {
        return person.get("/api/v1/me").json().get("id").asText();
    }
}
