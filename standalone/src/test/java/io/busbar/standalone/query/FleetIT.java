package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.standalone.query.ApiClient.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class FleetIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static String plant = "";
    private static ApiClient owner = new ApiClient(0, null);
    private static ApiClient stranger = new ApiClient(0, null);

    @BeforeAll
    static void fillsTheFleet() throws Exception {
        owner = API.member("owner@example.org", "END_USER");
        stranger = API.member("stranger@example.org", "END_USER");
        String ownerId = owner.get("/api/v1/me").json().get("id").asText();
        plant = API.operator()
                .post("/api/v1/plants", "{\"name\":\"Roof\",\"zone\":\"Europe/Berlin\",\"owner\":\"" + ownerId + "\"}")
                .json()
                .get("id")
                .asText();
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L1\",\"plant\":\"" + plant + "\"}");
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L2\"}");
        API.sql("INSERT INTO device (serial_number, type) VALUES ('L1-BMS', 1), ('L1-BMS-01', 11), ('L2-BMS', 1)");
        API.sql("INSERT INTO device_binding (device_id, logger_sn, parent_id) SELECT id, left(serial_number, 2),"
                + " (SELECT id FROM device p WHERE p.serial_number = 'L1-BMS' AND d.serial_number = 'L1-BMS-01')"
                + " FROM device d");
        API.sql("INSERT INTO latest (device_id, version, time, received_at, precedence, point_id, value)"
                + " SELECT id, 1, now(), now(), gen_random_uuid(), '{1400}', '{95000}' FROM device"
                + " WHERE serial_number = 'L1-BMS'");
        API.sql("INSERT INTO logger_activity VALUES ('L1', now(), now())");
    }

    @Test
    void registersALoggerAndShowsItsKeyOnce() {
        Response answer = API.operator()
                .post(
                        "/api/v1/loggers",
                        "{\"serialNumber\":\"R07E7A46681B0004\",\"labels\":[\"east\"],\"uploadIntervalSeconds\":60}");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("location")).isEqualTo("/api/v1/loggers/R07E7A46681B0004");
        assertThat(answer.json().get("key").asText()).matches("[0-9a-f]{64}");
        JsonNode logger = API.operator().get("/api/v1/loggers/R07E7A46681B0004").json();
        assertThat(logger.has("key")).isFalse();
        assertThat(logger.get("status").asText()).isEqualTo("OFFLINE");
        assertThat(logger.get("uploadIntervalSeconds").asInt()).isEqualTo(60);
        assertThat(logger.get("lastUpdate").isNull()).isTrue();
    }

    @Test
    void refusesASerialNumberThatIsRegisteredWithoutSayingWhere() throws Exception {
        API.sql("INSERT INTO organization (public_id, code, name) VALUES ('elsewhere', 'ABCDE0', 'Elsewhere')");
        API.sql("INSERT INTO logger (serial_number, organization_id, zone, key_sha256) SELECT 'LX', id, 'UTC',"
                + " sha256('k') FROM organization WHERE code = 'ABCDE0'");
        Response own = API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L1\"}");
        Response foreign = API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"LX\"}");
        assertThat(own.status()).isEqualTo(409);
        assertThat(foreign.seen().replace("LX", "L1")).isEqualTo(own.seen());
    }

    @Test
    void refusesUnknownFieldsAndNamesTheAllowedOnes() {
        Response answer = API.operator().post("/api/v1/loggers", "{\"sn\":\"L9\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("/sn", "serialNumber, uploadIntervalSeconds, zone");
        assertThat(API.operator()
                        .post("/api/v1/loggers", "{\"serialNumber\":\"a/b\"}")
                        .body())
                .contains("1 to 64 letters");
    }

    @Test
    void showsLoggersWithPlantAndSubdevices() {
        JsonNode logger = owner.get("/api/v1/loggers/L1").json();
        assertThat(logger.get("plant").get("name").asText()).isEqualTo("Roof");
        assertThat(logger.get("status").asText()).isEqualTo("ONLINE");
        assertThat(logger.get("subDevices").toString()).isEqualTo("{\"all\":1,\"online\":1,\"fault\":0,\"offline\":0}");
    }

    @Test
    void showsDevicesWithTheirParents() {
        JsonNode items = owner.get("/api/v1/devices").json().get("items");
        assertThat(items).hasSize(2);
        assertThat(items.get(0).get("serialNumber").asText()).isEqualTo("L1-BMS");
        assertThat(items.get(0).get("type").asText()).isEqualTo("BMS/Dyness/High Voltage");
        assertThat(items.get(1).get("parent").asText()).isEqualTo("L1-BMS");
        assertThat(owner.get("/api/v1/devices?parent=L1-BMS").json().get("items"))
                .hasSize(1);
    }

    @Test
    void answersForeignThingsLikeThingsThatDoNotExist() {
        for (String path : new String[] {"/loggers/%s", "/devices/%s", "/devices/%s/latest", "/devices/%s/history"}) {
            String foreign = path.startsWith("/loggers") ? "L1" : "L1-BMS";
            Response hidden = stranger.get("/api/v1" + path.formatted(foreign));
            Response unknown = stranger.get("/api/v1" + path.formatted("nothing"));
            assertThat(hidden.status()).isEqualTo(404);
            assertThat(hidden.seen()).isEqualTo(unknown.seen());
        }
        assertThat(stranger.get("/api/v1/plants/" + plant).seen())
                .isEqualTo(stranger.get("/api/v1/plants/nothing").seen());
        for (String list : new String[] {"plants", "loggers", "devices"}) {
            assertThat(stranger.get("/api/v1/" + list).body()).isEqualTo("{\"items\":[],\"next\":null}");
        }
    }

    @Test
    void pagesWithCursorsThatOnlyTheirReceiverCanUse() {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    API.operator().get("/api/v1/devices?limit=2" + cursor).json();
            page.get("items").forEach(item -> seen.add(item.get("serialNumber").asText()));
            cursor = page.get("next").isNull()
                    ? ""
                    : "&cursor=" + page.get("next").asText();
            if (!cursor.isEmpty()) {
                assertThat(owner.get("/api/v1/devices?limit=2" + cursor).status())
                        .isEqualTo(400);
                assertThat(API.operator()
                                .get("/api/v1/loggers?limit=2" + cursor)
                                .status())
                        .isEqualTo(400);
            }
        } while (!cursor.isEmpty());
        assertThat(seen).containsExactly("L1-BMS", "L1-BMS-01", "L2-BMS");
    }

    @Test
    void keepsAnEndUserToPlantsOfTheirOwn() {
        String logger = "{\"serialNumber\":\"S1\",\"checkCode\":\"0000-0000\"%s}";
        assertThat(stranger.post("/api/v1/loggers", logger.formatted("")).status())
                .isEqualTo(400);
        assertThat(stranger.post("/api/v1/loggers", logger.formatted(",\"plant\":\"" + plant + "\""))
                        .body())
                .isEqualTo(stranger.post("/api/v1/loggers", logger.formatted(",\"plant\":\"nothing\""))
                        .body())
                .contains("no such plant");
        Response created = stranger.post("/api/v1/plants", "{\"name\":\"Shed\"}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().get("owner").asText())
                .isEqualTo(stranger.get("/api/v1/me").json().get("id").asText());
        assertThat(owner.get("/api/v1/plants").json().get("items")).hasSize(1);
    }

    @Test
    void changesNamesAndZones() {
        for (String zone : List.of("Nowhere/Land", "+01:01", "UTC+05:53:28")) {
            assertThat(owner.patch("/api/v1/plants/" + plant, "{\"zone\":\"" + zone + "\"}")
                            .status())
                    .as(zone)
                    .isEqualTo(400);
        }
        assertThat(owner.patch("/api/v1/plants/" + plant, "{\"capacityWh\":14200}")
                        .json()
                        .get("capacityWh")
                        .asLong())
                .isEqualTo(14_200);
        assertThat(owner.patch("/api/v1/devices/L1-BMS-01", "{\"alias\":\"top\"}")
                        .json()
                        .get("alias")
                        .asText())
                .isEqualTo("top");
        assertThat(owner.patch("/api/v1/devices/L1-BMS-01", "{\"alias\":null}")
                        .json()
                        .get("alias")
                        .isNull())
                .isTrue();
        assertThat(owner.patch("/api/v1/loggers/L1", "{\"alias\":\"cellar\"}")
                        .json()
                        .get("alias")
                        .asText())
                .isEqualTo("cellar");
    }

    @Test
    void letsAGeneralUserLookButNotTouch() {
        ApiClient user = API.member("looker@example.org", "GENERAL_USER");
        assertThat(user.get("/api/v1/loggers/L2").status()).isEqualTo(200);
        assertThat(user.patch("/api/v1/loggers/L2", "{\"alias\":\"x\"}").status())
                .isEqualTo(403);
    }

    @Test
    void givesAVisitorOnePlantThroughTheGroupOfTheVisit() throws Exception {
        ApiClient visitor = API.member("visitor@example.org", "END_USER");
        API.sql(
                "INSERT INTO measurement_group (public_id, organization_id, name) SELECT 'soc-only', min(id), 'SOC only'"
                        + " FROM organization");
        API.sql("INSERT INTO measurement_group_point SELECT id, 1, 1400 FROM measurement_group"
                + " WHERE public_id = 'soc-only'");
        API.sql("INSERT INTO plant_visitor SELECT p.id, 'visitor@example.org', g.id, now() + interval '1 hour'"
                + " FROM plant p, measurement_group g WHERE p.name = 'Roof' AND g.public_id = 'soc-only'");
        assertThat(visitor.get("/api/v1/plants").json().get("items")).hasSize(1);
        assertThat(visitor.get("/api/v1/me/points?plant=" + plant).json().get("items"))
                .hasSize(1);
        assertThat(visitor.get("/api/v1/devices/L1-BMS/history?points=1400").status())
                .isEqualTo(200);
        assertThat(visitor.get("/api/v1/devices/L1-BMS/history?points=1500").status())
                .isEqualTo(400);
        assertThat(visitor.patch("/api/v1/loggers/L1", "{\"alias\":\"mine\"}").status())
                .isEqualTo(403);
        API.sql("UPDATE plant_visitor SET expires_at = now() WHERE email = 'visitor@example.org'");
        assertThat(visitor.get("/api/v1/plants").json().get("items")).isEmpty();
    }

    @Test
    void saysWhatIsMissingAndCountsRequests() {
        assertThat(API.anonymous().get("/health/live").status()).isEqualTo(200);
        Response ready = API.anonymous().get("/health/ready");
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.json().get("missing").toString()).isEqualTo("[\"kafka\"]");
        Response metrics = API.anonymous().get("/metrics");
        assertThat(metrics.header("content-type")).startsWith("application/openmetrics-text");
        assertThat(metrics.body()).contains("busbar_query_requests").endsWith("# EOF\n");
        assertThat(API.anonymous().get("/openapi.json").json().get("openapi").asText())
                .isEqualTo("3.1.0");
    }

    @Test
    void refusesToStartOnAPortInUse() {
        assertThatThrownBy(() -> API.start(API.config("127.0.0.1:1", API.port())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("port " + API.port() + " on 127.0.0.1 is in use");
    }

    @Test
    void sparesAClientWhatItHasAlready() {
        Response first = owner.get("/api/v1/loggers/L1");
        assertThat(first.header("cache-control")).contains("private");
        Response second = owner.get("/api/v1/loggers/L1", "If-None-Match", first.header("etag"));
        assertThat(second.status()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
    }
}
