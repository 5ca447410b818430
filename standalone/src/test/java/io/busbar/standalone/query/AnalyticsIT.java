package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.standalone.query.ApiClient.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two plants, one with two BMS of different size, and two days of a pack with a weak cell. */
@Tag("storage")
final class AnalyticsIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final List<String> PLANTS = new ArrayList<>();
    private static final String RANGE = "&from=2026-03-01T00:00:00Z&to=2026-03-03T00:00:00Z";

    private static ApiClient limited = new ApiClient(0, null);

    @BeforeAll
    static void fillsTheTables() throws Exception {
        for (String plant : List.of("A", "B")) {
            String id = API.operator()
                    .post("/api/v1/plants", "{\"name\":\"" + plant + "\",\"zone\":\"Europe/Berlin\"}")
                    .json()
                    .get("id")
                    .asText();
            PLANTS.add(id);
            API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L" + plant + "\",\"plant\":\"" + id + "\"}");
        }
        API.sql(
                "INSERT INTO device (serial_number, type) VALUES ('B1', 1), ('B2', 1), ('B3', 1), ('P1', 11), ('P2', 11), ('P3', 11)");
        API.sql("INSERT INTO device_binding (device_id, logger_sn, parent_id) VALUES (1, 'LA', null), (2, 'LA', null),"
                + " (3, 'LB', null), (4, 'LA', 1), (5, 'LA', 1), (6, 'LB', 3)");
        latest(1, "2026-03-02T23:50Z", "1400,1700", "44000,74000");
        latest(2, "2026-03-02T23:55Z", "1400,1700", "49000,50000");
        latest(3, "2026-03-02T23:55Z", "1200", "10000"); // says neither what it has nor what it could have
        latest(4, "2026-03-02T23:55Z", "10000001,10000004,10000005", "12,3,7");
        latest(5, "2026-03-02T23:55Z", "10000001,10000004,10000005", "31,4,8");
        latest(6, "2026-03-02T23:55Z", "10000001", "5");
        API.sql(
                "INSERT INTO bms_sample SELECT 1, t, t, gen_random_uuid(), 0, 0, 398300, 5000, 44000, null, null, null, null, null"
                        + " FROM generate_series('2026-03-01T00:00Z'::timestamptz, '2026-03-02T21:55Z', '5 minutes') t");
        // cell 2 is 5 mV low, on the second day 7; cells 3 and 4 are 40 mV apart from the others, in opposite
        // directions
        API.sql("INSERT INTO pack_sample SELECT 4, t, t, gen_random_uuid(), 0, CASE WHEN t < '2026-03-02T00:00Z'"
                + " THEN '\\x0ce40cdf0d0c0cbc0ce40ce40ce4'::bytea ELSE '\\x0ce40cdd0d0c0cbc0ce40ce40ce4'::bytea END, null, '\\x', 80, 3340, 3260, 3, 4, 7, 7"
                + " FROM generate_series('2026-03-01T00:00Z'::timestamptz, '2026-03-02T21:55Z', '5 minutes') t");
        API.sql(
                "INSERT INTO pack_sample SELECT 6, t, t, gen_random_uuid(), 0, '\\x0ce40cdf', null, '\\x', 9, 3340, 3260, 3, 4, 7, 7"
                        + " FROM generate_series('2026-03-01T00:00Z'::timestamptz, '2026-03-01T00:55Z', '5 minutes') t");
        fillsTheTablesOfAPackThatMoves();
        limited = API.member("limited@example.org", "GENERAL_USER");
        API.sql(
                "INSERT INTO measurement_group (public_id, organization_id, name) SELECT 'few', min(id), 'Few' FROM organization");
        API.sql(
                "INSERT INTO measurement_group_point SELECT id, 1, 1700 FROM measurement_group WHERE public_id = 'few'");
        API.sql(
                "INSERT INTO measurement_group_point SELECT id, 11, unnest(ARRAY[10000001, 11200, 11300]) FROM measurement_group"
                        + " WHERE public_id = 'few'");
        API.sql("UPDATE member SET group_id = (SELECT id FROM measurement_group WHERE public_id = 'few')"
                + " WHERE email = 'limited@example.org'");
    }

    private static void latest(int device, String time, String points, String values) throws Exception {
        API.sql(
                "INSERT INTO latest VALUES (%d, 1, '%s', '%s', gen_random_uuid(), null, null, null, '{%s}', null, '{%s}')"
                        .formatted(device, time, time, points, values));
    }

    @Test
    void weighsStatesOfChargeByCapacity() {
        JsonNode answer = API.operator()
                .get("/api/v1/analytics/soc?plant=" + PLANTS.get(0))
                .json();
        assertThat(answer.get("items").toString())
                .isEqualTo("[{\"id\":\"" + PLANTS.get(0)
                        + "\",\"name\":\"A\",\"soc\":{\"value\":46016,\"unit\":\"%\",\"scale\":3},\"weighted\":true,"
                        + "\"coverage\":{\"included\":2,\"total\":2,\"oldestAt\":\"2026-03-02T23:50:00Z\"}}]");
        JsonNode fleet =
                API.operator().get("/api/v1/analytics/soc?level=fleet").json().at("/items/0");
        assertThat(fleet.at("/soc/value").asInt()).isEqualTo(46_016);
        assertThat(fleet.at("/coverage/total").asInt()).isEqualTo(3);
        assertThat(API.operator()
                        .get("/api/v1/analytics/soc?level=bms")
                        .json()
                        .get("items")
                        .findValuesAsText("id"))
                .containsExactly("B1", "B2", "B3");
    }

    @Test
    void ranksPacksByTheirDifferential() {
        JsonNode items =
                API.operator().get("/api/v1/analytics/imbalance?top=2").json().get("items");
        assertThat(items.findValuesAsText("device")).containsExactly("P2", "P1");
        assertThat(items.at("/0/differential").toString()).isEqualTo("{\"value\":31,\"unit\":\"V\",\"scale\":3}");
        assertThat(items.at("/0/lowestCell").asInt()).isEqualTo(8);
        JsonNode ofRange = API.operator()
                .get("/api/v1/analytics/imbalance?top=5" + RANGE)
                .json()
                .get("items");
        assertThat(ofRange.findValuesAsText("device")).containsExactly("P1", "P3");
        assertThat(ofRange.at("/0/differential/value").asInt()).isEqualTo(80);
    }

    @Test
    void findsWeakCellsAndFaultySenseWires() {
        JsonNode answer = API.operator()
                .get("/api/v1/analytics/weak-cells?device=P1" + RANGE)
                .json();
        assertThat(answer.at("/senseWireFaults").toString()).isEqualTo("[{\"lowerCell\":3,\"offsetMillivolts\":40.0}]");
        assertThat(answer.at("/regions/0/region").asText()).isEqualTo("PLATEAU");
        JsonNode weakest = answer.at("/regions/0/cells/0");
        assertThat(weakest.get("cell").asInt()).isEqualTo(2);
        assertThat(weakest.get("meanMillivolts").asDouble()).isBetween(-7.0, -5.0);
        assertThat(weakest.at("/byDirection/CHARGE").asDouble()).isBetween(-7.0, -5.0);
        assertThat(weakest.get("millivoltsPerDay").asDouble()).isBetween(-2.1, -0.5);
    }

    @Test
    void countsFramesByHour() {
        JsonNode items = API.operator()
                .get("/api/v1/analytics/coverage?from=2026-03-01T00:00:00Z&to=2026-03-01T02:30:00Z")
                .json()
                .get("items");
        assertThat(items.findValuesAsText("logger")).containsExactly("LA", "LB");
        assertThat(items.at("/0/expected").asInt()).isEqualTo(30);
        assertThat(items.at("/0/received").asInt()).isEqualTo(30);
        assertThat(items.at("/1/received").asInt()).isEqualTo(12);
        assertThat(items.at("/1/hours/1").toString())
                .isEqualTo("{\"hour\":\"2026-03-01T01:00:00Z\",\"expected\":12,\"received\":0}");
    }

    /** From a BMS that charges to one that discharges, behind another logger. */
    private static void fillsTheTablesOfAPackThatMoves() throws Exception {
        API.sql("INSERT INTO device (serial_number, type) VALUES ('MOVED', 11)");
        API.sql("INSERT INTO device_binding (device_id, logger_sn, parent_id, valid_from, valid_to) VALUES"
                + " (7, 'LA', 1, '-infinity', '2026-03-05T02:00Z'), (7, 'LB', 3, '2026-03-05T02:00Z', 'infinity')");
        String every = "generate_series('2026-03-05T00:00Z'::timestamptz, '2026-03-05T03:55Z', '5 minutes') t";
        API.sql("INSERT INTO bms_sample SELECT 1, t, t, gen_random_uuid(), 0, 0, 398300, 5000, 44000, null, null, null,"
                + " null, null FROM " + every);
        API.sql(
                "INSERT INTO bms_sample SELECT 3, CASE WHEN t < '2026-03-05T01:00Z' THEN t ELSE t + interval '1 minute' END,"
                        + " t, gen_random_uuid(), 0, 0, 398300, -5000, 44000, null, null, null, null, null FROM "
                        + every);
        API.sql(
                "INSERT INTO pack_sample SELECT 7, CASE WHEN t < '2026-03-05T02:00Z' THEN t ELSE t + interval '1 minute' END,"
                        + " t, gen_random_uuid(), 0, '\\x0ce40cdd0d0c0cbc0ce40ce40ce4', null, '\\x', 80, 3340, 3260, 3, 4, 7, 7 FROM "
                        + every);
    }

    @Test
    void judgesAPackThatMovedByTheBmsThatItWasPartOf() {
        String device = "/api/v1/analytics/weak-cells?device=MOVED";
        JsonNode first = API.operator()
                .get(device + "&from=2026-03-05T00:00:00Z&to=2026-03-05T02:00:00Z")
                .json();
        assertThat(first.get("samples").asInt()).isEqualTo(24);
        assertThat(first.at("/regions/0/cells/0/byDirection").fieldNames())
                .toIterable()
                .containsExactly("CHARGE");
        JsonNode second = API.operator()
                .get(device + "&from=2026-03-05T02:00:00Z&to=2026-03-05T04:00:00Z")
                .json();
        assertThat(second.get("samples").asInt()).isEqualTo(24);
        assertThat(second.at("/regions/0/cells/0/byDirection").fieldNames())
                .toIterable()
                .containsExactly("DISCHARGE");
    }

    @Test
    void countsTheFramesOfAPackThatMovedForTheLoggerThatSentThem() {
        JsonNode items = API.operator()
                .get("/api/v1/analytics/coverage?from=2026-03-05T00:00:00Z&to=2026-03-05T04:00:00Z")
                .json()
                .get("items");
        assertThat(items.findValuesAsText("logger")).containsExactly("LA", "LB");
        assertThat(items.at("/0/hours").findValuesAsText("received")).containsExactly("12", "12", "12", "12");
        assertThat(items.at("/1/hours").findValuesAsText("received")).containsExactly("12", "12", "12", "12");
    }

    @Test
    void hidesWhatHiddenPointsWouldTell() {
        assertThat(limited.get("/api/v1/analytics/soc?level=fleet").json().get("items"))
                .isEmpty();
        assertThat(limited.get("/api/v1/analytics/imbalance").json().get("items"))
                .isEmpty();
        Response hidden = limited.get("/api/v1/analytics/weak-cells?device=P1");
        Response unknown = limited.get("/api/v1/analytics/weak-cells?device=P9");
        assertThat(hidden.status()).isEqualTo(404);
        assertThat(hidden.seen()).isEqualTo(unknown.seen());
        assertThat(limited.get("/api/v1/analytics/soc?plant=nowhere").status()).isEqualTo(404);
    }
}
