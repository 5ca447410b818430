package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.standalone.query.ApiClient.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Thousands of devices: what is asked of all of them is read for many together, and comes whole and in order. */
@Tag("storage")
final class LargeFleetIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final int LOGGERS = 1_203;
    private static final int PACKS = 2;

    /** A question may take some connections of the database for itself, but none for each device. */
    private static final int FEW = 30;

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String DATA = "data: {\"device\":\"";
    private static final String USES = "hikaricp_connections_usage_seconds_count{pool=\"query-api\"} ";

    /** Logger n has a BMS Ln-0 with n thousandths of charge, and packs Ln-p with differentials of (7 n + p) mod 3000 mV. */
    @BeforeAll
    static void fillsTheTables() throws Exception {
        API.sql(
                "INSERT INTO logger (serial_number, organization_id, zone, key_sha256) SELECT to_char(n, '\"L\"FM0000'), o.id,"
                        + " 'UTC', sha256('') FROM generate_series(1, " + LOGGERS
                        + ") n, (SELECT min(id) AS id FROM organization) o");
        API.sql("INSERT INTO logger_plant (logger_id, organization_id) SELECT id, organization_id FROM logger");
        API.sql(
                "INSERT INTO device (serial_number, type) SELECT l.serial_number || '-' || p, CASE p WHEN 0 THEN 1 ELSE 11 END"
                        + " FROM logger l CROSS JOIN generate_series(" + PACKS + ", 0, -1) p");
        API.sql(
                "INSERT INTO device_binding (device_id, logger_sn, parent_id) SELECT d.id, left(d.serial_number, 5), b.id"
                        + " FROM device d LEFT JOIN device b ON d.type = 11 AND b.serial_number = left(d.serial_number, 5) || '-0'");
        API.sql(
                "INSERT INTO latest (device_id, version, time, received_at, precedence, point_id, value) SELECT id, 1, now(), now(),"
                        + " gen_random_uuid(), ARRAY[CASE type WHEN 1 THEN 1400 ELSE 10000001 END],"
                        + " ARRAY[CASE type WHEN 1 THEN n ELSE (7 * n + right(serial_number, 1)::integer) % 3000 END]"
                        + " FROM (SELECT *, substr(serial_number, 2, 4)::integer AS n FROM device) d");
    }

    @Test
    void listsEveryDeviceOnce() {
        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ok("/api/v1/devices?limit=500" + cursor);
            found.addAll(page.get("items").findValuesAsText("serialNumber"));
            cursor =
                    page.get("next").isTextual() ? "&cursor=" + page.get("next").asText() : "";
        } while (!cursor.isEmpty());
        assertThat(found).containsExactlyElementsOf(devices());
    }

    @Test
    void ranksEveryPackWithoutAskingForEach() {
        double before = API.metric(USES);
        JsonNode items = ok("/api/v1/analytics/imbalance?top=1000").get("items");
        assertThat(API.metric(USES) - before).isLessThan(FEW);

        assertThat(items.findValuesAsText("device"))
                .containsExactlyElementsOf(devices().stream()
                        .filter(device -> !device.endsWith("-0"))
                        .sorted(Comparator.comparingInt(LargeFleetIT::millivolts)
                                .reversed()
                                .thenComparing(Comparator.naturalOrder()))
                        .limit(1_000)
                        .toList());
        items.forEach(item -> assertThat(item.at("/differential/value").asInt())
                .isEqualTo(millivolts(item.get("device").asText())));
    }

    private static int millivolts(String pack) {
        return (7 * Integer.parseInt(pack.substring(1, 5)) + Integer.parseInt(pack.substring(6))) % 3_000;
    }

    @Test
    void tellsTheChargeOfEveryBmsWithoutAskingForEach() {
        double before = API.metric(USES);
        JsonNode items = ok("/api/v1/analytics/soc?level=bms").get("items");
        assertThat(API.metric(USES) - before).isLessThan(FEW);

        assertThat(items).hasSize(LOGGERS);
        items.forEach(item -> assertThat(item.at("/soc/value").asInt())
                .as(item.toString())
                .isEqualTo(Integer.parseInt(item.get("id").asText().substring(1, 5))));
    }

    @Test
    void streamsEveryDeviceAlsoToAClientThatIsCutOffBetween() throws Exception {
        String path = "/api/v1/latest/stream";
        List<String> received;
        try (Events events = Events.open(API.operator(), path, null)) {
            await().atMost(SOON)
                    .until(() -> told(events.lines()).size() == devices().size()
                            && !last(events.lines(), "id: ").equals("0"));
            assertThat(told(events.lines())).containsExactlyElementsOf(devices());
            received = List.copyOf(events.lines()).subList(0, 2_800);
        }
        assertThat(told(received)).hasSizeBetween(600, 800);
        try (Events again = Events.open(API.operator(), path, last(received, "id: "))) {
            await().atMost(SOON).untilAsserted(() -> {
                Set<String> toldAtAll = new HashSet<>(told(received));
                toldAtAll.addAll(told(again.lines()));
                assertThat(toldAtAll).hasSize(devices().size());
            });
        }
    }

    private static List<String> told(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(DATA))
                .map(line -> line.substring(DATA.length(), line.indexOf('"', DATA.length())))
                .toList();
    }

    private static String last(List<String> lines, String start) {
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .reduce("", (before, line) -> line.substring(start.length()));
    }

    private static List<String> devices() {
        return IntStream.rangeClosed(1, LOGGERS)
                .boxed()
                .flatMap(n ->
                        IntStream.rangeClosed(0, PACKS).mapToObj(p -> String.format(Locale.ROOT, "L%04d-%d", n, p)))
                .toList();
    }

    private static JsonNode ok(String path) {
        Response answer = API.operator().get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }
}
