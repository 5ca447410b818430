package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One answer in every media type: the same rows, read back by what each is for; Arrow also by programs that are not ours. */
@Tag("storage")
final class FormatsIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final String ARROW = "application/vnd.apache.arrow.stream";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RANGE =
            "\"from\":\"2026-03-01T00:00:00Z\",\"to\":\"2026-03-01T20:00:00Z\",\"devices\":[\"P1\",\"B1\",\"P2\"]";
    private static final List<String> QUESTIONS = List.of(
            "{" + RANGE + ",\"bucket\":\"raw\"}",
            "{" + RANGE + ",\"bucket\":\"5m\"}",
            "{" + RANGE
                    + ",\"bucket\":\"1h\",\"points\":[{\"point\":\"cells\"},{\"point\":1400,\"aggregate\":\"min\"},{\"point\":1400}]}",
            "{" + RANGE + ",\"bucket\":\"raw\",\"points\":[{\"point\":50},{\"point\":10000001}]}",
            "{\"from\":\"2020-01-01T00:00:00Z\",\"to\":\"2020-01-02T00:00:00Z\",\"devices\":[\"P1\",\"B1\"],"
                    + "\"points\":[{\"point\":1400}],\"bucket\":\"raw\"}");

    @TempDir
    private Path directory;

    @BeforeAll
    static void fillsTheTables() throws Exception {
        API.operator().post("/api/v1/loggers", "{\"serialNumber\":\"L1\",\"zone\":\"Asia/Kathmandu\"}");
        API.sql("INSERT INTO device (serial_number, type) VALUES ('B1', 1), ('P1', 11), ('P2', 11)");
        API.sql(
                "INSERT INTO device_binding (device_id, logger_sn, parent_id) VALUES (1, 'L1', null), (2, 'L1', 1), (3, 'L1', 1)");
        Random random = new Random(7);
        for (int i = 0; i < 900; i++) {
            String time = "'2026-03-01T00:00Z'::timestamptz + %d * interval '1 second'".formatted(i * 73);
            API.sqlUnheard(
                    "INSERT INTO bms_sample VALUES (1, %s, now(), gen_random_uuid(), 0, 0, %s, %s, %s, null, null, 3, 2, 3)"
                            .formatted(
                                    time,
                                    orNull(random, 380_000 + random.nextInt(9_000)),
                                    orNull(random, random.nextInt(9_000) - 4_500),
                                    orNull(random, random.nextInt(100_001))));
            API.sqlUnheard(
                    "INSERT INTO pack_sample VALUES (%d, %s, now(), gen_random_uuid(), 0, '\\x0cf60cf88000%04x', null,"
                                    .formatted(2 + i % 2, time, 3_300 + random.nextInt(50))
                            + " '\\xfe0cfdda', %s, 3321, 3318, 4, 1, 3, 4)"
                                    .formatted(orNull(random, random.nextInt(60))));
            if (i % 50 == 0) {
                API.sqlUnheard("INSERT INTO point_text VALUES (1, 50, %s, gen_random_uuid(), 'V%d, \"ü\"')"
                        .formatted(time, i));
            }
        }
    }

    private static String orNull(Random random, int value) {
        return random.nextInt(9) == 0 ? "null" : Integer.toString(value);
    }

    @Test
    void carryTheSameRows() throws Exception {
        for (String question : QUESTIONS) {
            List<String> fromJson =
                    ofJson(API.operator().post("/api/v1/query", question).json());
            assertThat(ofNdjson(ask(question, "application/x-ndjson")))
                    .as(question)
                    .isEqualTo(fromJson);
            assertThat(ofCsv(
                            ask(question, "text/csv"),
                            API.operator().post("/api/v1/query", question).json()))
                    .as(question)
                    .isEqualTo(fromJson);
            assertThat(ofArrow(API.operator().postForBytes("/api/v1/query", question, ARROW)))
                    .as(question)
                    .isEqualTo(fromJson);
        }
        assertThat(ofJson(API.operator().post("/api/v1/query", QUESTIONS.get(0)).json()))
                .hasSizeGreaterThan(1_700);
    }

    @Test
    void leaveTheDeviceOutWhenThePathNamesIt() throws Exception {
        byte[] arrow = API.operator()
                .getBytes(
                        "/api/v1/devices/P1/history?bucket=raw&points=cells,10000001&from=2026-03-01T00:00:00Z&to=2026-03-01T01:00:00Z",
                        ARROW);
        try (RootAllocator allocator = new RootAllocator();
                ArrowStreamReader reader = new ArrowStreamReader(new ByteArrayInputStream(arrow), allocator)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            assertThat(root.getSchema().getCustomMetadata())
                    .containsEntry("zone", "Asia/Kathmandu")
                    .containsEntry("bucket", "raw");
            assertThat(root.getSchema().getFields())
                    .extracting(field -> field.getName())
                    .containsExactly("time", "cells[1]", "cells[2]", "cells[3]", "cells[4]", "Cell differential");
            assertThat(root.getSchema().findField("Cell differential").getMetadata())
                    .containsEntry("unit", "V")
                    .containsEntry("scale", "3")
                    .containsEntry("point", "10000001");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pyarrow", "javascript"})
    void areReadByProgramsThatAreNotOurs(String reader) throws Exception {
        ForeignReader program = ForeignReader.require(reader);
        for (int i = 0; i < QUESTIONS.size(); i++) {
            Path file = directory.resolve(i + ".arrows");
            Files.write(file, API.operator().postForBytes("/api/v1/query", QUESTIONS.get(i), ARROW));
            assertThat(program.read(file))
                    .as(QUESTIONS.get(i))
                    .isEqualTo(ofJson(API.operator()
                            .post("/api/v1/query", QUESTIONS.get(i))
                            .json()));
        }
    }

    /** As Java's own client does, in the first request of each connection. */
    @Test
    void comeByHttp1AlsoToWhoWouldChangeToHttp2() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + API.port() + "/api/v1/query"))
                .version(HttpClient.Version.HTTP_2)
                .header("Authorization", "Bearer " + ApiServerUnderTest.OPERATOR_TOKEN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(QUESTIONS.get(0)))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }

    private static String ask(String question, String mediaType) {
        ApiClient.Response response = API.operator().post("/api/v1/query", question, mediaType);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    /** A row as all forms have it: device, milliseconds, and what there is, by name of the column, in order of the name. */
    private static String row(String device, long atMillis, Map<String, String> values) {
        StringBuilder text = new StringBuilder(device).append('|').append(atMillis);
        values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(value ->
                        text.append('|').append(value.getKey()).append('=').append(value.getValue()));
        return text.toString();
    }

    private static List<String> ofJson(JsonNode answer) {
        List<String> rows = new ArrayList<>();
        for (JsonNode series : answer.get("series")) {
            List<String> names = names(series.get("columns"));
            for (JsonNode row : series.get("rows")) {
                Map<String, String> values = new LinkedHashMap<>();
                for (int i = 0; i < names.size(); i++) {
                    if (!row.get(i + 1).isNull()) {
                        values.put(names.get(i), row.get(i + 1).asText());
                    }
                }
                rows.add(row(series.get("device").asText(), millis(row.get(0).asText()), values));
            }
        }
        return rows;
    }

    /** As tables name columns: with the aggregate where a name is there twice. */
    private static List<String> names(JsonNode columns) {
        List<String> plain = columns.findValuesAsText("name");
        List<String> names = new ArrayList<>();
        for (JsonNode column : columns) {
            String name = column.get("name").asText();
            boolean isTwice = plain.stream().filter(name::equals).count() > 1;
            names.add(isTwice ? name + ' ' + column.get("aggregate").asText() : name);
        }
        return names;
    }

    private static List<String> ofNdjson(String body) throws Exception {
        List<String> rows = new ArrayList<>();
        for (String line : body.lines().toList()) {
            JsonNode json = JSON.readTree(line);
            if (json.has("values")) {
                Map<String, String> values = new LinkedHashMap<>();
                json.get("values").properties().forEach(value -> {
                    if (!value.getValue().isNull()) {
                        values.put(value.getKey(), value.getValue().asText());
                    }
                });
                rows.add(
                        row(json.get("device").asText(), millis(json.get("time").asText()), values));
            }
        }
        return rows;
    }

    private static List<String> ofCsv(String body, JsonNode described) {
        Map<String, Integer> scales = new LinkedHashMap<>();
        for (JsonNode series : described.get("series")) {
            List<String> names = names(series.get("columns"));
            for (int i = 0; i < names.size(); i++) {
                scales.put(
                        names.get(i), series.get("columns").get(i).get("scale").asInt());
            }
        }
        List<String> lines = body.lines().toList();
        List<String> header = cells(lines.get(0));
        List<String> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = cells(line);
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 2; i < header.size(); i++) {
                if (!cells.get(i).isEmpty()) {
                    values.put(header.get(i), scaled(cells.get(i), scales.getOrDefault(header.get(i), 0)));
                }
            }
            rows.add(row(cells.get(0), millis(cells.get(1)), values));
        }
        return rows;
    }

    private static String scaled(String text, int scale) {
        return text.startsWith("V")
                ? text
                : new BigDecimal(text).movePointRight(scale).toBigIntegerExact().toString();
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    private static List<String> ofArrow(byte[] stream) throws Exception {
        List<String> rows = new ArrayList<>();
        try (RootAllocator allocator = new RootAllocator();
                ArrowStreamReader reader = new ArrowStreamReader(new ByteArrayInputStream(stream), allocator)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            while (reader.loadNextBatch()) {
                try (var devices = DictionaryEncoder.decode(
                        root.getVector("device"), reader.getDictionaryVectors().get(1L))) {
                    TimeStampMilliTZVector times = (TimeStampMilliTZVector) root.getVector("time");
                    for (int i = 0; i < root.getRowCount(); i++) {
                        Map<String, String> values = new LinkedHashMap<>();
                        for (FieldVector vector : root.getFieldVectors()
                                .subList(2, root.getFieldVectors().size())) {
                            @Nullable Object value = vector.getObject(i);
                            if (value != null) {
                                values.put(vector.getName(), value.toString());
                            }
                        }
                        rows.add(row(String.valueOf(devices.getObject(i)), times.get(i), values));
                    }
                }
            }
        }
        return rows;
    }

    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }
}
