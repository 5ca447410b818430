package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.alarm.OccurrenceId;
import io.busbar.standalone.query.ApiClient.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Alarm rules by HTTP: what is shipped stays, each organization has its own, and nobody keeps or sees one beyond their own. */
final class AlarmRulesIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    static final String CELLS_APART = "{\"name\":\"Cells apart\",\"kind\":\"threshold\",\"deviceTypes\":[11],"
            + "\"point\":\"CELL_DIFFERENTIAL\",\"condition\":\"high\",\"raise\":0.05,\"clear\":0.04,\"severity\":\"WARNING\"}";

    private static final String RULES = "/api/v1/alarm-rules";
    private static final String SHIPPED = RULES + "/cell-high-warning";

    private static ApiClient manager = new ApiClient(0, null);
    private static String plant = "";

    @BeforeAll
    static void addsAPlant() throws Exception {
        manager = API.loggedIn(ApiServerUnderTest.MANAGER, ApiServerUnderTest.MANAGER_PASSWORD);
        plant = id(manager.post("/api/v1/plants", "{\"name\":\"Roof\"}"));
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L1\",\"plant\":\"" + plant + "\"}");
        API.sql("INSERT INTO device (serial_number, type) VALUES ('P1', 11)");
        API.sql("INSERT INTO device_binding (device_id, logger_sn) SELECT id, 'L1' FROM device");
    }

    @Test
    void goesFromVersionToVersionAndTellsTheJobOfEach() throws Exception {
        Response made = manager.post(RULES, CELLS_APART);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String rule = RULES + "/" + id(made);
        assertThat(made.header("location")).isEqualTo(rule);
        assertThat(made.json().at("/scope/level").asText()).isEqualTo("organization");

        JsonNode changed = manager.patch(
                        rule,
                        "{\"version\":1,\"raise\":0.06,\"release\":[{\"point\":\"CURRENT\",\"op\":\"<\",\"value\":-1}]}")
                .json();
        assertThat(changed.get("version").asInt()).isEqualTo(2);
        assertThat(changed.get("raise").decimalValue()).isEqualByComparingTo("0.06");
        assertThat(changed.get("clear").decimalValue()).isEqualByComparingTo("0.04");
        assertThat(manager.patch(rule, "{\"version\":1,\"raise\":0.07}").status())
                .isEqualTo(409);
        assertThat(manager.patch(rule, "{\"raise\":0.060,\"enabled\":true}").json())
                .as("nothing differs")
                .isEqualTo(changed);

        assertThat(manager.delete(rule).status()).isEqualTo(204);
        assertThat(manager.get(rule).seen())
                .isEqualTo(manager.get(RULES + "/none").seen())
                .startsWith("404");
        JsonNode versions = manager.get(rule + "/versions").json().get("items");
        assertThat(versions).extracting(each -> each.get("version").asInt()).containsExactly(3, 2, 1);
        assertThat(versions).extracting(each -> each.get("enabled").asBoolean()).containsExactly(false, true, true);
        assertThat(API.value(
                        "SELECT string_agg(key, ' ' ORDER BY id) FROM outbox WHERE topic = 'alarm-rules' AND key LIKE '"
                                + id(made) + "/%'"))
                .isEqualTo(String.join(" ", id(made) + "/1", id(made) + "/2", id(made) + "/3"));
        assertThat(API.value(
                        "SELECT string_agg(action || coalesce(' ' || (after ->> 'raise'), ''), ', ' ORDER BY at) FROM audit_entry"
                                + " WHERE subject = '" + id(made) + "'"))
                .isEqualTo("alarmRule.create 0.05, alarmRule.change 0.06, alarmRule.delete");
    }

    @Test
    void givesAnOrganizationItsOwnRuleInPlaceOfAShippedOne() {
        ApiClient founder = RegistrationIT.found(API, "in-place@example.org", "In place");
        Response made = founder.patch(SHIPPED, "{\"raise\":3.6}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        JsonNode own = made.json();
        assertThat(own.get("replaces").asText()).isEqualTo("cell-high-warning");
        assertThat(own.at("/scope/id").asText())
                .isEqualTo(founder.get("/api/v1/organization").json().get("id").asText());
        assertThat(founder.get(SHIPPED).json().get("replacedBy").get(0).asText())
                .isEqualTo(id(made));
        assertThat(founder.get(SHIPPED).json().get("raise").decimalValue()).isEqualByComparingTo("3.55");
        assertThat(manager.get(SHIPPED).json().get("replacedBy")).isEmpty();

        assertThat(founder.patch(SHIPPED, "{\"raise\":3.7}").body()).contains("409", id(made));
        assertThat(founder.delete(RULES + "/" + id(made)).status()).isEqualTo(204);
        assertThat(founder.get(SHIPPED).json().get("replacedBy")).isEmpty();
        assertThat(founder.delete(SHIPPED).status()).isEqualTo(204);
        JsonNode off = rules(founder)
                .get(founder.get(SHIPPED).json().get("replacedBy").get(0).asText());
        assertThat(off.get("enabled").asBoolean()).isFalse();
        assertThat(off.get("replaces").asText()).isEqualTo("cell-high-warning");
        assertThat(manager.get(RULES + "/" + off.get("id").asText()).status()).isEqualTo(404);
    }

    @Test
    void keepsRulesWithinOnesOwn() {
        ApiClient stranger = RegistrationIT.found(API, "stranger@example.org", "Stranger");
        String ofPlant = "\"scope\":{\"level\":\"plant\",\"id\":\"%s\"}";
        assertThat(manager.post(RULES, with(CELLS_APART, String.format(ofPlant, plant)))
                        .status())
                .isEqualTo(201);
        assertThat(manager.post(RULES, with(CELLS_APART, "\"scope\":{\"level\":\"device\",\"id\":\"P1\"}"))
                        .status())
                .isEqualTo(201);
        for (String foreign : List.of(String.format(ofPlant, "%s"), "\"scope\":{\"level\":\"device\",\"id\":\"%s\"}")) {
            String there = foreign.contains("plant") ? plant : "P1";
            assertThat(stranger.post(RULES, with(CELLS_APART, foreign.replace("%s", there)))
                            .seen())
                    .isEqualTo(stranger.post(RULES, with(CELLS_APART, foreign.replace("%s", "nowhere")))
                            .seen())
                    .contains("/scope/id");
        }
        assertThat(stranger.post(RULES, with(CELLS_APART, "\"scope\":{\"level\":\"everywhere\"}"))
                        .body())
                .contains("/scope/level", "allowed: organization, plant, device");
        assertThat(API.member("looker@example.org", "GENERAL_USER")
                        .post(RULES, CELLS_APART)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void showsARuleOnlyToThoseWhoSeeItsPoints() {
        String few = id(manager.post("/api/v1/measurement-groups", "{\"name\":\"SOC alone\"}"));
        manager.post(
                "/api/v1/measurement-groups/" + few + "/points:assign",
                "{\"deviceType\":\"BMS/Dyness/High Voltage\",\"points\":[1400]}");
        String ofCells = id(manager.post(RULES, CELLS_APART));
        String ofSoc = id(manager.post(
                RULES,
                "{\"name\":\"Empty\",\"kind\":\"threshold\",\"deviceTypes\":[1],\"point\":\"SOC\",\"condition\":\"low\",\"raise\":5,"
                        + "\"clear\":6,\"severity\":\"INFO\"}"));
        ApiClient narrow = API.member("narrow@example.org", "OPERATION_MANAGER");
        manager.patch("/api/v1/members/" + id(narrow.get("/api/v1/me")), "{\"group\":\"" + few + "\"}");

        Map<String, JsonNode> seen = rules(narrow);
        assertThat(seen)
                .containsKeys(ofSoc, "soc-low-warning", "silence-warning")
                .doesNotContainKeys(ofCells, "cell-high-warning");
        assertThat(seen.get("soc-low-warning").get("deviceTypes"))
                .extracting(JsonNode::asInt)
                .containsExactly(1);
        String unknown = RULES + "/none";
        String hidden = RULES + "/" + ofCells;
        assertThat(narrow.get(hidden).seen()).isEqualTo(narrow.get(unknown).seen());
        assertThat(narrow.patch(hidden, "{\"raise\":1}").seen())
                .isEqualTo(narrow.patch(unknown, "{\"raise\":1}").seen());
        assertThat(narrow.delete(hidden).seen())
                .isEqualTo(narrow.delete(unknown).seen());
        assertThat(narrow.get(hidden + "/versions").seen())
                .isEqualTo(narrow.get(unknown + "/versions").seen());
        assertThat(narrow.post(RULES, CELLS_APART.replace("CELL_DIFFERENTIAL", "CELL_VOLTAGE"))
                        .body())
                .as("a hidden point is no point, whatever its unit")
                .isEqualTo(narrow.post(RULES, CELLS_APART.replace("CELL_DIFFERENTIAL", "SERIES_SPAN"))
                        .body()
                        .replace("SERIES_SPAN", "CELL_VOLTAGE"));
        assertThat(id(narrow.patch(RULES + "/soc-low-warning", "{\"raise\":15}")))
                .isNotEqualTo("soc-low-warning");
    }

    @Test
    void tellsEveryFaultWithItsFieldAndWhatIsAllowed() {
        JsonNode errors = manager.post(
                        RULES,
                        "{\"id\":\"mine\",\"name\":7,\"kind\":\"threshold\",\"deviceTypes\":[11],\"point\":\"CELL_VOLTAGE\","
                                + "\"condition\":\"high\",\"raise\":3.5,\"clear\":\"3\",\"severity\":\"LOUD\",\"colour\":1,"
                                + "\"gates\":[{\"point\":\"SOC\",\"fold\":\"mean\",\"max\":5}]}")
                .json()
                .get("errors");
        Map<String, String> byField = new TreeMap<>();
        errors.forEach(error ->
                byField.put(error.get("pointer").asText(), error.get("message").asText()));

        assertThat(byField.keySet()).containsExactly("/clear", "/colour", "/gates/0/fold", "/id", "/name", "/severity");
        assertThat(byField.get("/severity")).isEqualTo("is 'LOUD', allowed: one of [INFO, WARNING, PROTECTION, FAULT]");
        String rule = RULES + "/" + id(manager.post(RULES, CELLS_APART));
        assertThat(manager.patch(rule, "{\"point\":\"SOC\",\"clear\":0.06}").body())
                .contains("/point", "make another rule")
                .contains("/clear", "allowed for condition high: below raise=0.05");
    }

    @Test
    void simulatesARuleOverWhatIsStored() throws Exception {
        API.sql("INSERT INTO device (serial_number, type) VALUES ('B1', 1)");
        API.sql(
                "INSERT INTO device_binding (device_id, logger_sn) SELECT id, 'L1' FROM device WHERE serial_number = 'B1'");
        API.sql(
                "INSERT INTO bms_sample SELECT d.id, t, t, gen_random_uuid(), 0, 0, 398300, 5000, soc, null, null, null, null, null"
                        + " FROM device d, (VALUES ('2024-02-03T01:00:00Z'::timestamptz, 44000), ('2024-02-03T01:05:00Z', 19000),"
                        + " ('2024-02-03T01:10:00Z', 18000), ('2024-02-03T01:15:00Z', 30000)) AS s (t, soc) WHERE d.serial_number = 'B1'");
        String question =
                "{\"rule\":{\"id\":\"soc-low-warning\",\"kind\":\"threshold\",\"point\":\"SOC\",\"condition\":\"low\",\"raise\":20,"
                        + "\"clear\":25,\"severity\":\"WARNING\"},\"devices\":[\"B1\"],\"from\":\"2024-02-03T00:00:00Z\",\"to\":\"2024-02-04T00:00:00Z\"}";
        String simulate = RULES + ":simulate";

        JsonNode answer = manager.post(simulate, question).json();
        assertThat(answer.get("moments").asInt()).isEqualTo(4);
        assertThat(answer.get("limited").asBoolean()).isFalse();
        assertThat(answer.get("items")).hasSize(1);
        JsonNode alarm = answer.get("items").get(0);
        Instant raisedAt = Instant.parse("2024-02-03T01:05:00Z");
        assertThat(alarm.get("id").asText())
                .isEqualTo(OccurrenceId.of("soc-low-warning", "B1", 0, raisedAt.toEpochMilli())
                        .toString());
        assertThat(alarm.get("clearedAt").asText()).isEqualTo("2024-02-03T01:15:00Z");
        assertThat(alarm.at("/evidence/currentMilliamps").asInt()).isEqualTo(5000);

        String few = id(manager.post("/api/v1/measurement-groups", "{\"name\":\"Only SOC\"}"));
        manager.post(
                "/api/v1/measurement-groups/" + few + "/points:assign",
                "{\"deviceType\":\"BMS/Dyness/High Voltage\",\"points\":[1400]}");
        ApiClient narrow = API.member("narrow2@example.org", "OPERATION_MANAGER");
        manager.patch("/api/v1/members/" + id(narrow.get("/api/v1/me")), "{\"group\":\"" + few + "\"}");
        JsonNode veiled =
                narrow.post(simulate, question).json().get("items").get(0).get("evidence");
        assertThat(veiled.get("value").asInt()).isEqualTo(19_000);
        assertThat(veiled.has("currentMilliamps")).isFalse();
        String ofCurrent = question.replace("\"SOC\"", "\"CURRENT\"").replace("25", "30");
        assertThat(narrow.post(simulate, ofCurrent).body()).contains("/rule/");
        ApiClient stranger = RegistrationIT.found(API, "simulating@example.org", "Simulating");
        assertThat(stranger.post(simulate, question).seen())
                .isEqualTo(stranger.post(simulate, question.replace("B1", "nowhere"))
                        .seen())
                .contains("/devices/0");
        assertThat(manager.post(simulate, question.replace("threshold", "silence"))
                        .body())
                .contains("/rule/");
    }

    private static String with(String rule, String field) {
        return rule.substring(0, rule.length() - 1) + "," + field + "}";
    }

    private static Map<String, JsonNode> rules(ApiClient person) {
        Map<String, JsonNode> rules = new TreeMap<>();
        List<String> ids = new ArrayList<>();
        String next = "";
        while (!next.equals("null")) {
            JsonNode page = person.get(RULES + "?limit=20" + (next.isEmpty() ? "" : "&cursor=" + next))
                    .json();
            page.get("items").forEach(rule -> ids.add(rule.get("id").asText()));
            page.get("items").forEach(rule -> rules.put(rule.get("id").asText(), rule));
            next = page.get("next").asText();
        }
        assertThat(ids).doesNotHaveDuplicates().isSorted();
        return rules;
    }

    private static String id(Response answer) {
        JsonNode id = answer.json().get("id");
        assertThat(id).as(answer.body()).isNotNull();
        return id.asText();
    }
}
