package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.standalone.query.ApiClient.Response;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One BMS and one pack of four cells; rows every 5 minutes from 2026-03-01T00:00Z, inserted straight into the tables. */
@Tag("storage")
final class HistoryIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final String BMS = "/api/v1/devices/B1/history?from=2026-03-01T00:00:00Z&to=2026-03-01T01:00:00Z";
    private static final String PACK = "/api/v1/devices/P1/history?from=2026-03-01T00:00:00Z&to=2026-03-01T00:10:00Z";

    private static ApiClient limited = new ApiClient(0, null);

    @BeforeAll
    static void fillsTheTables() throws Exception {
        API.operator().post("/api/v1/plants", "{\"name\":\"Roof\",\"zone\":\"Europe/Berlin\"}");
        String plant =
                API.operator().get("/api/v1/plants").json().at("/items/0/id").asText();
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L1\",\"plant\":\"" + plant + "\"}");
        API.sql("INSERT INTO device (serial_number, type) VALUES ('B1', 1), ('P1', 11)");
        API.sql("INSERT INTO device_binding (device_id, logger_sn, parent_id) VALUES (1, 'L1', null), (2, 'L1', 1)");
        API.sql("INSERT INTO bms_sample SELECT 1, t, t, gen_random_uuid(), 0, 0, 398300, -1500,"
                + " 95000 - 1000 * extract(minute FROM t)::int / 5, null, null, 3, 2, 3"
                + " FROM generate_series('2026-03-01T00:00Z'::timestamptz, '2026-03-01T00:55Z', '5 minutes') t");
        API.sql("INSERT INTO pack_sample VALUES (2, '2026-03-01T00:00Z', now(), gen_random_uuid(), 0,"
                + " '\\x0cf60cf880000cf9', null, '\\x055afdda', 3, 3321, 3318, 4, 1, 3, 30)");
        API.sql("INSERT INTO pack_sample VALUES (2, '2026-03-01T00:05:00.250Z', now(), gen_random_uuid(), 0,"
                + " '\\x0cf50cf80cf78000', null, '\\x05648000', null, null, null, null, null, 3, 30)");
        API.sql("INSERT INTO point_sample SELECT 1, t, gen_random_uuid(), '{1800}', '{42}'"
                + " FROM generate_series('2026-03-01T00:02Z'::timestamptz, '2026-03-01T00:12Z', '10 minutes') t");
        API.sql("INSERT INTO point_text VALUES (1, 50, '2026-03-01T00:02Z', gen_random_uuid(), 'V1,\"x\"')");
        API.sql("INSERT INTO latest VALUES (1, 1, '2026-03-01T00:55Z', '2026-03-01T00:55:01Z', gen_random_uuid(),"
                + " '{2026-03-01T00:02Z}', ARRAY[now()], ARRAY[gen_random_uuid()], '{50,1400}', '{1,0}', '{null,84000}',"
                + " '{V1,null}', '{0,2}')");
        API.sql(
                "INSERT INTO latest VALUES (2, 1, '2026-03-01T00:00Z', now(), gen_random_uuid(), null, null, null, '{}',"
                        + " null, '{}', null, null, 0, '{3318,3320,null,3321}', '{0,2,0,0}', '{1370}')");
        limited = API.member("limited@example.org", "GENERAL_USER");
        API.sql("INSERT INTO measurement_group (public_id, organization_id, name) SELECT 'few', min(id), 'Few'"
                + " FROM organization");
        API.sql(
                "INSERT INTO measurement_group_point SELECT id, 1, 1400 FROM measurement_group WHERE public_id = 'few'");
        API.sql("INSERT INTO measurement_group_point SELECT id, 11, unnest(ARRAY[11200, 11400, 10000001])"
                + " FROM measurement_group WHERE public_id = 'few'");
        API.sql("UPDATE member SET group_id = (SELECT id FROM measurement_group WHERE public_id = 'few')"
                + " WHERE email = 'limited@example.org'");
    }

    @Test
    void answersRawRowsOfABmsAsScaledIntegers() {
        JsonNode answer =
                API.operator().get(BMS + "&points=1400,1100,1000&bucket=raw").json();
        assertThat(answer.get("zone").asText()).isEqualTo("Europe/Berlin");
        assertThat(answer.get("source").asText()).isEqualTo("raw");
        JsonNode series = answer.at("/series/0");
        assertThat(series.get("device").asText()).isEqualTo("B1");
        assertThat(series.get("columns").toString())
                .isEqualTo("[{\"name\":\"SOC\",\"point\":1400,\"unit\":\"%\",\"scale\":3,\"aggregate\":null},"
                        + "{\"name\":\"Total Pressure\",\"point\":1100,\"unit\":\"V\",\"scale\":3,\"aggregate\":null},"
                        + "{\"name\":\"Current\",\"point\":1000,\"unit\":\"A\",\"scale\":3,\"aggregate\":null}]");
        assertThat(series.get("rows")).hasSize(12);
        assertThat(series.at("/rows/1").toString()).isEqualTo("[\"2026-03-01T00:05:00Z\",94000,398300,-1500]");
        assertThat(series.get("coverage").toString()).isEqualTo("1");
        assertThat(series.get("completeUntil").asText()).isEqualTo("2026-03-01T00:55:00Z");
    }

    @Test
    void answersCsvWithCellsInMillivoltsAndExactDecimals() {
        Response answer = API.operator().get(PACK, "Accept", "text/csv");
        assertThat(answer.header("content-type")).startsWith("text/csv");
        assertThat(answer.body())
                .isEqualTo("time,Cell differential,Highest cell voltage,Lowest cell voltage,Number of the highest cell,"
                        + "Number of the lowest cell,Cells used,temperatures[1],temperatures[2],"
                        + "cells[1],cells[2],cells[3],cells[4]\n"
                        + "2026-03-01T00:00:00Z,0.003,3.321,3.318,4,1,3,13.70,-5.50,3318,3320,,3321\n"
                        + "2026-03-01T00:05:00.250Z,,,,,,3,13.80,,3317,3320,3319,\n");
    }

    @Test
    void mergesRowsOfAllTablesByTime() {
        Response answer =
                API.operator().get(BMS.replace("T01:00", "T00:06") + "&points=50,1400,1800", "Accept", "text/csv");
        assertThat(answer.body())
                .isEqualTo("time,App Version Number,SOC,Number Of Battery Cycles\n2026-03-01T00:00:00Z,,95.000,\n"
                        + "2026-03-01T00:02:00Z,\"V1,\"\"x\"\"\",,42\n2026-03-01T00:05:00Z,,94.000,\n");
    }

    @Test
    void findsWhatADeviceHasWhenNobodyNamesPoints() {
        JsonNode columns = API.operator().get(BMS).json().at("/series/0/columns");
        assertThat(columns.findValuesAsText("point"))
                .containsExactly("50", "1000", "1100", "1400", "1800", "10000011", "10000012");
    }

    @Test
    void foldsIntoBuckets() {
        JsonNode answer =
                API.operator().get(BMS + "&points=1400,1800,10000011&bucket=1h").json();
        assertThat(answer.get("bucket").asText()).isEqualTo("1h");
        assertThat(answer.at("/series/0/rows").toString()).isEqualTo("[[\"2026-03-01T00:00:00Z\",89500,42,3]]");
        assertThat(answer.at("/series/0/columns").findValuesAsText("aggregate")).containsExactly("mean", "last", "max");
        assertThat(API.operator()
                        .get(BMS + "&points=1400&bucket=1h&aggregate=min")
                        .json()
                        .at("/series/0/rows/0/1")
                        .asInt())
                .isEqualTo(84_000);
        assertThat(API.operator()
                        .get(BMS + "&points=1400&bucket=1d")
                        .json()
                        .at("/series/0/rows/0/0")
                        .asText())
                .isEqualTo("2026-02-28T23:00:00Z");
    }

    @Test
    void answersHiddenPointsLikePointsThatDoNotExist() {
        Response hidden = limited.get(BMS + "&points=1500");
        Response unknown = limited.get(BMS + "&points=1501");
        assertThat(hidden.status()).isEqualTo(400);
        assertThat(hidden.seen()).isEqualTo(unknown.seen().replace("1501", "1500"));
        assertThat(limited.get(PACK + "&points=temperatures").seen().replace("temperatures", "nonexistents"))
                .isEqualTo(limited.get(PACK + "&points=nonexistents").seen());
    }

    @Test
    void showsOnlyPointsOfTheGroupAndNoDerivedPointWithHiddenInputs() {
        assertThat(limited.get(BMS).json().at("/series/0/columns").findValuesAsText("point"))
                .containsExactly("1400");
        assertThat(limited.get(PACK, "Accept", "text/csv").body())
                .isEqualTo("time,cells[1],cells[3]\n2026-03-01T00:00:00Z,3318,\n2026-03-01T00:05:00.250Z,3317,3319\n");
        assertThat(limited.get("/api/v1/devices/P1/latest")
                        .json()
                        .get("readings")
                        .findValuesAsText("name"))
                .containsExactly("cells[1]");
    }

    @Test
    void answersTheLatestReadings() {
        JsonNode latest = API.operator().get("/api/v1/devices/B1/latest").json();
        assertThat(latest.get("type").asText()).isEqualTo("BMS/Dyness/High Voltage");
        JsonNode soc = latest.at("/readings/1");
        assertThat(soc.get("value").toString()).isEqualTo("84000");
        assertThat(soc.get("quality").toString()).isEqualTo("[\"implausible\"]");
        assertThat(soc.get("observedAt").asText()).isEqualTo("2026-03-01T00:55:00Z");
        assertThat(soc.get("stale").asBoolean()).isTrue();
        assertThat(latest.at("/readings/0/value").asText()).isEqualTo("V1");
        JsonNode pack = API.operator().get("/api/v1/devices/P1/latest").json().get("readings");
        assertThat(pack.findValuesAsText("name"))
                .containsExactly("temperatures[1]", "cells[1]", "cells[2]", "cells[4]");
        assertThat(pack.at("/2").toString()).contains("\"value\":3320,\"unit\":\"mV\",\"scale\":0", "implausible");
    }

    @Test
    void cutsHistoryToTheTimeOfTheOwnPlant() throws Exception {
        ApiClient buyer = API.member("buyer@example.org", "END_USER");
        String plant = buyer.post("/api/v1/plants", "{\"name\":\"New home\"}")
                .json()
                .get("id")
                .asText();
        API.operator()
                .post(
                        "/api/v1/loggers",
                        "{\"serialNumber\":\"L2\",\"plant\":\""
                                + API.operator()
                                        .get("/api/v1/loggers/L1")
                                        .json()
                                        .at("/plant/id")
                                        .asText() + "\"}");
        API.sql("INSERT INTO device (serial_number, type) VALUES ('B2', 1)");
        API.sql(
                "INSERT INTO device_binding (device_id, logger_sn) SELECT id, 'L2' FROM device WHERE serial_number = 'B2'");
        API.sql(
                "INSERT INTO bms_sample SELECT d.id, t, t, gen_random_uuid(), 0, 0, 398300, null, null, null, null, null,"
                        + " null, null FROM device d, generate_series(now() - interval '1 hour', now() - interval '1 minute',"
                        + " '1 minute') t WHERE d.serial_number = 'B2'");
        API.operator().patch("/api/v1/loggers/L2", "{\"plant\":\"" + plant + "\"}");
        String history = "/api/v1/devices/B2/history?bucket=raw";
        assertThat(buyer.get(history).json().at("/series/0/rows")).isEmpty();
        assertThat(API.operator().get(history).json().at("/series/0/rows")).hasSize(60);
        API.sql("INSERT INTO bms_sample SELECT id, now(), now(), gen_random_uuid(), 0, 0, 1, null, null, null, null,"
                + " null, null, null FROM device WHERE serial_number = 'B2'");
        assertThat(buyer.get(history).json().at("/series/0/rows")).hasSize(1);
    }

    @Test
    void streamsLongAnswersAndChoosesBucketsByTheirLength() throws Exception {
        API.sql(
                "INSERT INTO bms_sample SELECT 1, t, t, gen_random_uuid(), 0, 0, 1000, null, null, null, null, null, null,"
                        + " null FROM generate_series('2026-01-01T00:00Z'::timestamptz, '2026-01-01T23:59:59Z', '1 second') t");
        String day = "/api/v1/devices/B1/history?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&points=1100";
        JsonNode raw = API.operator().get(day + "&bucket=raw").json();
        assertThat(raw.at("/series/0/rows")).hasSize(86_400);
        JsonNode auto = API.operator().get(day).json();
        assertThat(auto.get("bucket").asText()).isEqualTo("5m");
        assertThat(auto.at("/series/0/rows")).hasSize(288);
        assertThat(API.operator().get(day + "&bucket=raw&limit=3").json().at("/series/0/rows"))
                .hasSize(3);
    }

    @Test
    void refusesWhatItDoesNotUnderstandAllAtOnce() {
        Response answer = API.operator()
                .get("/api/v1/devices/B1/history?from=yesterday&bucket=2h&aggregate=sum&zone=Mars&points=,");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("errors").findValuesAsText("pointer"))
                .containsExactly("?from", "?bucket", "?aggregate", "?zone", "?points");
        assertThat(API.operator().get(BMS + "&form=csv").body()).contains("?form", "is unknown; allowed are");
        assertThat(API.operator().get(BMS + "&points=50&bucket=1h").body()).contains("ask bucket=raw");
        assertThat(API.operator().get(BMS, "Accept", "image/png").status()).isEqualTo(406);
    }

    @Test
    void listsTheVisibleCatalogue() {
        assertThat(limited.get("/api/v1/measuring-points").json().get("items").findValuesAsText("point"))
                .containsExactly("1400", "11200", "11400");
        assertThat(limited.get("/api/v1/me/points").json().get("items")).hasSize(3);
        assertThat(API.operator()
                        .get("/api/v1/measuring-points?deviceType=BMS/Dyness/High%20Voltage")
                        .json()
                        .at("/items/0/code")
                        .asText())
                .isEqualTo("T");
    }
}
