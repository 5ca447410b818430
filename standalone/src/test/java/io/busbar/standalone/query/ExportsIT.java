package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.standalone.query.ApiClient.Response;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A day of a row a second, written to files. */
final class ExportsIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final String DAY =
            "{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-02T00:00:00Z\",\"devices\":[\"B1\"],"
                    + "\"points\":[{\"point\":1100},{\"point\":1400}],\"bucket\":\"raw\"%s}";
    private static final String EXPORTS = "/api/v1/exports";

    @BeforeAll
    static void fillsTheTables() throws Exception {
        String plant = API.operator()
                .post("/api/v1/plants", "{\"name\":\"Roof\"}")
                .json()
                .get("id")
                .asText();
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L1\",\"plant\":\"" + plant + "\"}");
        API.sql("INSERT INTO device (serial_number, type) VALUES ('B1', 1)");
        API.sql("INSERT INTO device_binding (device_id, logger_sn) VALUES (1, 'L1')");
        API.sql(
                "INSERT INTO bms_sample SELECT 1, t, t, gen_random_uuid(), 0, 0, 398300, null, 95000, null, null, null, null, null"
                        + " FROM generate_series('2026-01-01T00:00Z'::timestamptz, '2026-01-01T23:59:59Z', '1 second') t");
    }

    @Test
    void writesWhatAQuestionAnswersAndGivesItInPieces() {
        Response begun = API.operator().post(EXPORTS, DAY.formatted(""));
        assertThat(begun.status()).isEqualTo(202);
        String path = begun.header("location");
        JsonNode done = awaitDone(API.operator(), path);
        assertThat(done.get("rows").asLong()).isEqualTo(86_400);
        assertThat(done.get("devicesDone").asInt()).isEqualTo(1);
        Response whole = API.operator().get(path + "/file");
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.header("content-type")).startsWith("text/csv");
        assertThat(whole.body())
                .isEqualTo(API.operator()
                        .post("/api/v1/query", DAY.formatted(""), "text/csv")
                        .body())
                .hasSize(done.get("bytes").asInt());
        Response middle = API.operator().get(path + "/file", "Range", "bytes=1000-1999");
        assertThat(middle.status()).isEqualTo(206);
        assertThat(middle.header("content-range"))
                .isEqualTo("bytes 1000-1999/" + whole.body().length());
        assertThat(middle.body()).isEqualTo(whole.body().substring(1_000, 2_000));
        assertThat(API.operator().get(path + "/file", "Range", "bytes=-10").body())
                .isEqualTo(whole.body().substring(whole.body().length() - 10));
        assertThat(API.operator()
                        .get(path + "/file", "Range", "bytes=99999999-")
                        .status())
                .isEqualTo(416);
        API.operator().send(API.operator().request(path).DELETE());
        assertThat(API.operator().get(path + "/file").status()).isEqualTo(404);
    }

    @Test
    void isNobodyElsesAndEndsWithTheRights() throws Exception {
        ApiClient person = API.member("person@example.org", "GENERAL_USER");
        String path =
                person.post(EXPORTS, DAY.formatted(",\"format\":\"arrow\"")).header("location");
        awaitDone(person, path);
        assertThat(person.get(path + "/file").status()).isEqualTo(200);
        assertThat(API.operator().get(path).seen())
                .isEqualTo(API.operator().get(EXPORTS + "/nothing").seen());
        API.sqlUnheard("DELETE FROM measurement_group_point WHERE point_id = 1500");
        await().atMost(Duration.ofSeconds(5))
                .until(() -> person.get(path + "/file").status() == 404);
    }

    @Test
    void refusesWhatAQuestionRefuses() {
        assertThat(API.operator()
                        .post(EXPORTS, DAY.formatted(",\"format\":\"xlsx\""))
                        .body())
                .contains("/format");
        assertThat(API.operator().post(EXPORTS, "{\"devices\":[\"B9\"]}").body())
                .contains("/devices/0");
    }

    private static JsonNode awaitDone(ApiClient client, String path) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.get(path).json().get("status").asText().equals("DONE"));
        return client.get(path).json();
    }
}
