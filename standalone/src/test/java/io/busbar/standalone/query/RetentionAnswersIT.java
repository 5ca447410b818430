package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.standalone.database.retention.RetainedTable;
import io.busbar.standalone.database.retention.Retention;
import io.busbar.standalone.database.retention.RetentionMeters;
import io.busbar.standalone.database.retention.RetentionRules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Answers before and after rows are removed. The tests go one after the other, like the days: first nothing is removed, then what is before
 * 1 April, then what is before 3 April.
 */
@Tag("storage")
@TestMethodOrder(MethodName.class)
final class RetentionAnswersIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final List<String> ZONES = List.of("Asia/Kolkata", "Europe/Berlin", "Australia/Lord_Howe");
    private static final List<String> AGGREGATES =
            List.of("", "&aggregate=min", "&aggregate=max", "&aggregate=mean", "&aggregate=last");
    private static final List<String> RANGES = List.of(
            "?from=2026-03-26T00:00:00Z&to=2026-04-06T00:00:00Z",
            "?from=2026-03-28T10:15:00Z&to=2026-04-03T05:30:00Z",
            "?from=2026-03-30T09:00:00Z&to=2026-03-30T13:00:00Z",
            "?from=2026-04-01T00:00:00Z&to=2026-04-02T00:00:00Z",
            "?from=2026-04-02T23:45:00Z&to=2026-04-03T00:15:00Z");

    private static Map<String, String> before = Map.of();
    private static JsonNode fiveMinutesBefore = MissingNode.getInstance();

    @BeforeAll
    static void fillsTheTablesAndAsks() throws Exception {
        OldPlant.fill(API);
        before = answers();
        fiveMinutesBefore = API.operator().get(fiveMinutes()).json().at("/series/0/rows");
    }

    @Test
    void a_asksWhatThereIsBeforeAnythingIsRemoved() {
        assertThat(before).hasSizeGreaterThan(150);
        assertThat(before.values())
                .filteredOn(answer -> answer.contains("2026-03-29T"))
                .hasSizeGreaterThan(50);
        assertThat(ask("B1", RANGES.get(0) + "&bucket=1d").get("source").asText())
                .isEqualTo("raw");
        assertThat(ask("B1", RANGES.get(0) + "&bucket=1d").has("rawFrom")).isFalse();
    }

    @Test
    void b_answersTheSameWhenRowsAreRemoved() throws Exception {
        retain("2026-04-04T10:00:00Z", 3);
        assertThat(rowsBefore("2026-04-01")).isZero();
        assertSameAnswers();
    }

    @Test
    void c_answersTheSameWhenMoreRowsAreRemoved() throws Exception {
        retain("2026-04-06T00:00:00Z", 3);
        retain("2026-04-06T00:00:00Z", 3);
        assertThat(rowsBefore("2026-04-03")).isZero();
        assertSameAnswers();
    }

    @Test
    void d_saysWhatAnAnswerWasMadeOfAndWhereRowsBegin() {
        JsonNode both = ask("B1", RANGES.get(0) + "&bucket=1d&points=1400");
        assertThat(both.get("source").asText()).isEqualTo("15m+raw");
        assertThat(both.get("rawFrom").asText()).isEqualTo("2026-04-03T00:00:00Z");
        assertThat(ask("B1", RANGES.get(3) + "&bucket=1h&points=1400")
                        .get("source")
                        .asText())
                .isEqualTo("15m");
        JsonNode later = ask("B1", "?from=2026-04-03T00:00:00Z&to=2026-04-05T00:00:00Z&bucket=1h&points=1400");
        assertThat(later.get("source").asText()).isEqualTo("raw");
        assertThat(later.has("rawFrom")).isFalse();
    }

    @Test
    void e_answersNothingNarrowerThanAQuarterOfAnHourBeforeTheHorizon() throws Exception {
        JsonNode raw = ask("B1", RANGES.get(0) + "&bucket=raw&points=1400");
        assertThat(raw.get("source").asText()).isEqualTo("raw");
        assertThat(raw.get("rawFrom").asText()).isEqualTo("2026-04-03T00:00:00Z");
        assertThat(raw.at("/series/0/rows/0/0").asText()).startsWith("2026-04-03T00:");
        List<String> expected = new ArrayList<>();
        fiveMinutesBefore.forEach(row -> {
            if (row.get(0).asText().compareTo("2026-04-03") >= 0) {
                expected.add(row.toString());
            }
        });
        List<String> rows = new ArrayList<>();
        API.operator().get(fiveMinutes()).json().at("/series/0/rows").forEach(row -> rows.add(row.toString()));
        assertThat(rows).isEqualTo(expected).hasSizeGreaterThan(100);
    }

    @Test
    void f_choosesABucketThatIsThereForTheWholeRange() {
        JsonNode auto = ask("B1", "?from=2026-04-01T00:00:00Z&to=2026-04-04T00:00:00Z&points=1400");
        assertThat(auto.get("bucket").asText()).isEqualTo("15m");
        assertThat(ask("B1", "?from=2026-04-01T00:00:00Z&to=2026-04-04T00:00:00Z&points=50")
                        .get("bucket")
                        .asText())
                .isEqualTo("raw");
    }

    @Test
    void g_countsAQuarterWhereItBegins() {
        JsonNode whole = ask("B1", "?from=2026-03-28T10:15:00Z&to=2026-03-28T11:00:00Z&bucket=15m&points=1400");
        JsonNode cut = ask("B1", "?from=2026-03-28T10:14:00Z&to=2026-03-28T10:46:00Z&bucket=15m&points=1400");
        assertThat(whole.at("/series/0/rows")).isNotEmpty();
        assertThat(cut.at("/series/0/rows")).isEqualTo(whole.at("/series/0/rows"));
    }

    @Test
    void h_leavesOutAFrozenRowThatReachesBeyondTheTimeOfTheOwnPlant() throws Exception {
        API.sql("UPDATE logger_plant SET valid_to = '2026-03-30T08:00Z' WHERE valid_to = '2026-03-30T10:07Z'");
        API.sql("UPDATE logger_plant SET valid_from = '2026-03-30T08:00Z' WHERE valid_from = '2026-03-30T10:07Z'");
        String day = "/api/v1/devices/B1/history?bucket=15m&from=2026-03-30T00:00:00Z&to=2026-03-31T00:00:00Z";
        JsonNode rows = OldPlant.buyer(API).get(day).json().at("/series/0/rows");
        assertThat(rows.at("/0/0").asText()).isGreaterThanOrEqualTo("2026-03-30T10:00:00Z");
    }

    private static void assertSameAnswers() {
        Map<String, String> after = answers();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((question, answer) ->
                assertThat(after.get(question)).as(question).isEqualTo(answer));
    }

    private static Map<String, String> answers() {
        Map<String, String> answers = new LinkedHashMap<>();
        ApiClient manager = API.operator();
        each("15m", ZONES.subList(0, 1), AGGREGATES, question -> answers.put(question, answer(manager, question)));
        each("1h", ZONES, AGGREGATES, question -> answers.put(question, answer(manager, question)));
        each("1d", ZONES, AGGREGATES, question -> answers.put(question, answer(manager, question)));
        each("1d", ZONES, List.of(""), question -> answers.put("CSV " + question, csv(manager, question)));
        Map<String, ApiClient> others = Map.of("limited ", OldPlant.limited(API), "buyer ", OldPlant.buyer(API));
        others.forEach((name, person) -> each(
                "1h",
                ZONES.subList(0, 1),
                List.of("", "&aggregate=mean"),
                question -> answers.put(name + question, answer(person, question))));
        return answers;
    }

    private static void each(String bucket, List<String> zones, List<String> aggregates, Consumer<String> question) {
        for (String device : List.of("B1", "P1")) {
            for (String range : RANGES) {
                for (String zone : zones) {
                    for (String aggregate : range.equals(RANGES.get(0)) ? aggregates : aggregates.subList(0, 1)) {
                        question.accept("/api/v1/devices/" + device + "/history" + range + "&bucket=" + bucket
                                + aggregate + "&zone=" + zone);
                    }
                }
            }
        }
    }

    private static String csv(ApiClient person, String question) {
        return person.get(question, "Accept", "text/csv").body();
    }

    /** Without what says where it comes from. */
    private static String answer(ApiClient person, String question) {
        ApiClient.Response json = person.get(question);
        assertThat(json.status()).as(question).isEqualTo(200);
        ObjectNode body = (ObjectNode) json.json();
        body.remove(List.of("source", "rawFrom"));
        return body.toString();
    }

    private static JsonNode ask(String device, String range) {
        return API.operator()
                .get("/api/v1/devices/" + device + "/history" + range)
                .json();
    }

    private static String fiveMinutes() {
        return "/api/v1/devices/B1/history?from=2026-04-02T12:00:00Z&to=2026-04-04T00:00:00Z&bucket=5m&points=1400,1100";
    }

    private static void retain(String now, int keepDays) throws Exception {
        try (Connection connection = API.connect()) {
            for (RetainedTable table : RetainedTable.raw()) {
                RetentionRules.set(connection, table, Duration.ofDays(keepDays), null);
            }
            new Retention(
                            Clock.fixed(Instant.parse(now), ZoneOffset.UTC),
                            line -> {},
                            new RetentionMeters(new SimpleMeterRegistry()))
                    .run(connection);
        }
    }

    private static long rowsBefore(String day) throws Exception {
        return Long.parseLong(API.value("SELECT (SELECT count(*) FROM bms_sample WHERE time < '" + day
                + "Z') + (SELECT count(*) FROM pack_sample WHERE time < '" + day
                + "Z') + (SELECT count(*) FROM point_sample WHERE time < '" + day
                + "Z') + (SELECT count(*) FROM point_text WHERE time < '" + day + "Z')"));
    }
}
