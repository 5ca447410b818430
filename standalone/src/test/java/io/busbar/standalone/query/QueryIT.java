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

/** Two plants, each a BMS and two packs of four cells, rows every 5 minutes of a day; asked for in one question. */
@Tag("storage")
final class QueryIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final String DAY = "\"from\":\"2026-03-01T00:00:00Z\",\"to\":\"2026-03-02T00:00:00Z\"";
    private static final String HOUR = "\"from\":\"2026-03-01T00:00:00Z\",\"to\":\"2026-03-01T01:00:00Z\"";

    private static ApiClient limited = new ApiClient(0, null);
    private static final List<String> PLANTS = new ArrayList<>();

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
            API.sql("INSERT INTO device (serial_number, type) VALUES ('%1$s-B', 1), ('%1$s-P1', 11), ('%1$s-P2', 11)"
                    .formatted(plant));
            API.sql(
                    "INSERT INTO device_binding (device_id, logger_sn) SELECT id, 'L%1$s' FROM device WHERE serial_number LIKE '%1$s-%%'"
                            .formatted(plant));
        }
        API.sql(
                "INSERT INTO bms_sample SELECT id, t, t, gen_random_uuid(), 0, 0, 398300, -1500,"
                        + " 50000 + 1000 * extract(minute FROM t)::int / 5 * id, null, null, 3, 2, 3 FROM device,"
                        + " generate_series('2026-03-01T00:00Z'::timestamptz, '2026-03-01T23:55Z', '5 minutes') t WHERE type = 1");
        API.sql(
                "INSERT INTO pack_sample SELECT id, t, t, gen_random_uuid(), 0, '\\x0cf60cf80cf70cf9', null, '\\x055afdda',"
                        + " id + extract(hour FROM t)::int, 3321, 3318, 4, 1, 4, 4 FROM device,"
                        + " generate_series('2026-03-01T00:00Z'::timestamptz, '2026-03-01T23:55Z', '5 minutes') t WHERE type = 11");
        limited = API.member("limited@example.org", "END_USER");
        API.sql(
                "UPDATE plant SET owner_id = (SELECT id FROM member WHERE email = 'limited@example.org') WHERE name = 'A'");
        API.sql("DELETE FROM measurement_group_point WHERE point_id IN (1500, 11300)"
                + " AND group_id IN (SELECT id FROM measurement_group WHERE built_in = 'END_USER')");
    }

    @Test
    void answersManyDevicesInTheOrderOfTheQuestionWithTheUsualAggregates() {
        JsonNode answer = ask(
                API.operator(),
                "\"devices\":[\"B-B\",\"A-P1\",\"A-B\"],\"bucket\":\"1h\","
                        + "\"points\":[{\"point\":1400},{\"point\":\"10000001\"}]," + DAY);
        assertThat(answer.get("zone").asText()).isEqualTo("Europe/Berlin");
        assertThat(answer.get("bucket").asText()).isEqualTo("1h");
        assertThat(answer.get("limited").asBoolean()).isFalse();
        assertThat(answer.get("series").findValuesAsText("device")).containsExactly("B-B", "A-P1", "A-B");
        assertThat(answer.at("/series/0/columns").toString())
                .isEqualTo("[{\"name\":\"SOC\",\"point\":1400,\"unit\":\"%\",\"scale\":3,\"aggregate\":\"mean\"}]");
        assertThat(answer.at("/series/1/columns/0/aggregate").asText()).isEqualTo("max");
        assertThat(answer.at("/series/0/rows")).hasSize(24);
        assertThat(answer.at("/series/1/rows/5").toString()).isEqualTo("[\"2026-03-01T05:00:00Z\",7]");
        assertThat(answer.at("/series/2/rows/0").toString()).isEqualTo("[\"2026-03-01T00:00:00Z\",55500]");
        assertThat(answer.at("/series/2/coverage").asText()).isEqualTo("1");
        assertThat(answer.at("/series/2/completeUntil").asText()).isEqualTo("2026-03-01T23:55:00Z");
    }

    @Test
    void answersAPointWithSeveralAggregates() {
        JsonNode series = ask(
                        API.operator(),
                        "\"devices\":[\"A-P1\"],\"bucket\":\"1d\",\"zone\":\"UTC\",\"points\":["
                                + "{\"point\":10000001,\"aggregate\":\"min\"},{\"point\":10000001,\"aggregate\":\"max\"}],"
                                + DAY)
                .at("/series/0");
        assertThat(series.get("columns").findValuesAsText("aggregate")).containsExactly("min", "max");
        assertThat(series.get("rows").toString()).isEqualTo("[[\"2026-03-01T00:00:00Z\",2,25]]");
    }

    @Test
    void answersWholePlantsAndEverythingThatMayBeSeen() {
        String points = "\"points\":[{\"point\":\"cells\"}],\"bucket\":\"1d\"," + DAY;
        JsonNode plant = ask(API.operator(), "\"plants\":[\"" + PLANTS.get(1) + "\"]," + points);
        assertThat(plant.get("series").findValuesAsText("device")).containsExactly("B-P1", "B-P2");
        assertThat(plant.at("/series/0/columns").findValuesAsText("name"))
                .containsExactly("cells[1]", "cells[2]", "cells[3]", "cells[4]");
        assertThat(ask(API.operator(), points).get("series").findValuesAsText("device"))
                .containsExactly("A-P1", "A-P2", "B-P1", "B-P2");
        assertThat(ask(limited, points).get("series").findValuesAsText("device"))
                .containsExactly("A-P1", "A-P2");
        assertThat(ask(limited, points).at("/series/0/columns").findValuesAsText("name"))
                .containsExactly("cells[1]", "cells[3]", "cells[4]");
    }

    @Test
    void answersHiddenDevicesPlantsAndPointsLikeThoseThatDoNotExist() {
        String device = "\"devices\":[\"A-B\",\"%s\"],\"points\":[{\"point\":1400}]";
        assertThat(post(limited, device.formatted("B-B")).status()).isEqualTo(400);
        assertThat(post(limited, device.formatted("B-B")).body()).contains("/devices/1");
        assertThat(post(limited, device.formatted("B-B")).seen())
                .isEqualTo(post(limited, device.formatted("Z-Z")).seen());
        String plant = "\"plants\":[\"%s\"],\"points\":[{\"point\":1400}]";
        assertThat(post(limited, plant.formatted(PLANTS.get(1))).seen())
                .isEqualTo(post(limited, plant.formatted("nowhere")).seen());
        String point = "\"devices\":[\"A-B\"],\"points\":[{\"point\":%d}]";
        assertThat(post(limited, point.formatted(1500)).seen())
                .isEqualTo(post(limited, point.formatted(1501)).seen().replace("1501", "1500"))
                .contains("no point '1500' on this device", "/points/0/point");
    }

    @Test
    void putsSeveralDevicesIntoOneTableOfCsv() {
        Response csv = post(
                API.operator(),
                "\"devices\":[\"A-P1\",\"A-B\"],\"bucket\":\"raw\",\"points\":[{\"point\":1400},{\"point\":10000001}],"
                        + "\"from\":\"2026-03-01T00:00:00Z\",\"to\":\"2026-03-01T00:10:00Z\"",
                "text/csv");
        assertThat(csv.body())
                .isEqualTo(
                        """
                        device,time,Cell differential,SOC
                        A-P1,2026-03-01T00:00:00Z,0.002,
                        A-P1,2026-03-01T00:05:00Z,0.002,
                        A-B,2026-03-01T00:00:00Z,,50.000
                        A-B,2026-03-01T00:05:00Z,,51.000
                        """);
    }

    @Test
    void answersALineOfJsonARow() {
        List<String> lines = post(
                        API.operator(),
                        "\"devices\":[\"A-B\"],\"bucket\":\"raw\",\"points\":[{\"point\":1400},{\"point\":1500}],\"limit\":1,"
                                + HOUR,
                        "application/x-ndjson")
                .body()
                .lines()
                .toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).startsWith("{\"device\":\"A-B\",\"zone\":\"Europe/Berlin\",\"bucket\":\"raw\"");
        assertThat(lines.get(1))
                .isEqualTo(
                        "{\"device\":\"A-B\",\"time\":\"2026-03-01T00:00:00Z\",\"values\":{\"SOC\":50000,\"SOH\":null}}");
        assertThat(lines.get(2)).startsWith("{\"device\":\"A-B\",\"coverage\":");
        assertThat(lines.get(3)).isEqualTo("{\"source\":\"raw\",\"limited\":true}");
    }

    @Test
    void keepsTheExtremesWhenRowsAreThinnedOut() {
        JsonNode thin = ask(
                API.operator(),
                "\"devices\":[\"A-B\"],\"bucket\":\"raw\",\"points\":[{\"point\":1400}],\"slots\":4," + DAY);
        assertThat(thin.get("downsampling").asText()).isEqualTo("minmax");
        assertThat(thin.at("/series/0/rows")).hasSize(8);
        assertThat(thin.at("/series/0/rows/0").toString()).isEqualTo("[\"2026-03-01T00:00:00Z\",50000]");
        assertThat(thin.at("/series/0/rows/1").toString()).isEqualTo("[\"2026-03-01T00:55:00Z\",61000]");
        assertThat(post(API.operator(), "\"devices\":[\"A-B\"],\"slots\":4").body())
                .contains("/slots");
    }

    @Test
    void choosesBucketsByHowMuchThereIs() {
        String points = "\"points\":[{\"point\":1400}],";
        assertThat(ask(API.operator(), points + DAY).get("bucket").asText()).isEqualTo("raw");
        assertThat(ask(API.operator(), points + "\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2027-01-01T00:00:00Z\"")
                        .get("bucket")
                        .asText())
                .isEqualTo("raw");
        JsonNode limits = API.operator().get("/api/v1/limits").json();
        assertThat(limits.at("/autoRows/value").asInt()).isEqualTo(2_000);
        assertThat(limits.at("/devices/remedy").asText()).isNotEmpty();
    }

    @Test
    void refusesWhatItDoesNotUnderstandAllAtOnce() {
        Response answer = post(
                API.operator(),
                "\"devices\":[],\"plants\":[],\"points\":[{\"point\":\"a b\",\"aggregate\":\"avg\"},{\"id\":1}],"
                        + "\"from\":\"yesterday\",\"bucket\":\"2h\",\"zone\":\"Mars\",\"sql\":\"SELECT 1\"");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("errors").findValuesAsText("pointer"))
                .containsExactlyInAnyOrder(
                        "/plants",
                        "/from",
                        "/bucket",
                        "/points/0/point",
                        "/points/0/aggregate",
                        "/points/1/point",
                        "/points/1/id",
                        "/zone",
                        "/sql");
        assertThat(post(API.operator(), "\"devices\":[\"A-B\"],\"points\":[{\"point\":50}],\"bucket\":\"1h\"")
                        .body())
                .contains("ask bucket=raw", "/points/0/point");
        assertThat(post(
                                API.operator(),
                                "\"devices\":[\"A-B\"],\"bucket\":\"1h\",\"points\":[{\"point\":1400,"
                                        + "\"aggregate\":\"sum\"}]")
                        .body())
                .contains("cannot be summed up");
    }

    private static JsonNode ask(ApiClient client, String fields) {
        Response response = post(client, fields);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response.json();
    }

    private static Response post(ApiClient client, String fields) {
        return post(client, fields, "application/json");
    }

    private static Response post(ApiClient client, String fields, String mediaType) {
        return client.post("/api/v1/query", "{" + fields + "}", mediaType);
    }
}
