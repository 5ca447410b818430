package io.busbar.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.standalone.client.CommandFailure;
import io.busbar.standalone.replay.Replay;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A battery log that was recorded in the field goes in through the MQTT door and comes out of the query API. */
final class RecordedLogIT {

    private static final String LONG_LOG = "2026-08-09T11-28-32.csv";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path data = Path.of("");

    private static SystemUnderTest system;

    @BeforeAll
    static void start() {
        system = SystemUnderTest.start(data.resolve("busbar"));
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void bringsEveryCellOfTheLongLogBackToTheMillivolt() throws Exception {
        Path log = RecordedLogs.require(LONG_LOG);
        Map<String, List<Integer>> recorded = RecordedLogs.cellMillivolts(log);

        String told = replay(log, "R07LONG");

        assertThat(told).contains("3,207 of 3,207 frames (100 %), 3,207 acknowledged", "stored: the newest frame");
        assertThat(recorded).hasSize(3_207);
        assertThat(csvCells("R07LONG-BMS-01")).isEqualTo(recorded);
        assertThat(jsonCells("R07LONG-BMS-01")).isEqualTo(recorded);
        assertThat(system.sql("SELECT count(*) FROM pack_sample p JOIN device d ON d.id = p.pack_id"
                        + " WHERE serial_number = 'R07LONG-BMS-01'"))
                .containsExactly("3207");
    }

    @Test
    void changesNoRowWhenTheSameLogComesAgain() throws Exception {
        Path log = RecordedLogs.require("2026-08-09T10-21-53.csv");
        replay(log, "R07AGAIN");
        List<String> before = rows("R07AGAIN");

        replay(log, "R07AGAIN");

        assertThat(rows("R07AGAIN")).isEqualTo(before).hasSize(312 * 2 + 312 * 2);
    }

    @Test
    void addsOnlyTheNewRowsWhenThePrefixWasThereBefore() throws Exception {
        Path part = RecordedLogs.require("2026-08-09T06-26-03-part.csv");
        Path whole = RecordedLogs.require("2026-08-09T06-26-03-whole.csv");

        replay(part, "R07PART");
        assertThat(csvCells("R07PART-BMS-01")).hasSize(1_071);
        replay(whole, "R07PART");

        assertThat(csvCells("R07PART-BMS-01"))
                .isEqualTo(RecordedLogs.cellMillivolts(whole))
                .hasSize(1_181);
    }

    @Test
    void refusesAFileThatIsNoLogWithOneLine() throws Exception {
        Path file = Files.writeString(data.resolve("2026-08-09T11-28-32.csv"), "a,b\n1,2\n");

        assertThatThrownBy(() -> replay(file, "R07LONG"))
                .isInstanceOf(CommandFailure.class)
                .hasMessage(file + " is no recorded log: it has no header line '# timestamp_format=HH:MM:SS ZONE'");
    }

    private static String replay(Path log, String logger) throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        new Replay(system.running(), new PrintStream(told, true, StandardCharsets.UTF_8))
                .run(log, logger, Double.POSITIVE_INFINITY, null);
        return told.toString(StandardCharsets.UTF_8);
    }

    private static String history(String device) {
        return "/api/v1/devices/" + device
                + "/history?points=cells,10000001&bucket=raw&from=2026-08-09T00:00:00Z&to=2026-08-10T00:00:00Z";
    }

    /** Cells by time; checks the differential of every row on the way. */
    private static Map<String, List<Integer>> csvCells(String device) throws Exception {
        List<String> lines =
                system.get(history(device), "text/csv").body().lines().toList();
        List<String> header = List.of(lines.get(0).split(","));
        assertThat(header).startsWith("time").contains("cells[1]", "cells[16]", "Cell differential");
        Map<String, List<Integer>> cells = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> fields = List.of(line.split(",", -1));
            List<Integer> millivolts = new ArrayList<>();
            for (int cell = 1; cell <= 16; cell++) {
                millivolts.add(Integer.valueOf(fields.get(header.indexOf("cells[" + cell + "]"))));
            }
            assertThat(fields.get(header.indexOf("Cell differential")))
                    .isEqualTo("%d.%03d".formatted(spread(millivolts) / 1_000, spread(millivolts) % 1_000));
            cells.put(fields.get(0), millivolts);
        }
        return cells;
    }

    private static Map<String, List<Integer>> jsonCells(String device) throws Exception {
        JsonNode series = JSON.readTree(
                        system.get(history(device), "application/json").body())
                .path("series")
                .path(0);
        List<String> names = new ArrayList<>(List.of("time"));
        series.path("columns").forEach(column -> names.add(column.path("name").asText()));
        Map<String, List<Integer>> cells = new TreeMap<>();
        for (JsonNode row : series.path("rows")) {
            List<Integer> millivolts = new ArrayList<>();
            for (int cell = 1; cell <= 16; cell++) {
                millivolts.add(row.path(names.indexOf("cells[" + cell + "]")).intValue());
            }
            assertThat(row.path(names.indexOf("Cell differential")).intValue()).isEqualTo(spread(millivolts));
            cells.put(row.path(0).asText(), millivolts);
        }
        return cells;
    }

    private static int spread(List<Integer> millivolts) {
        return Collections.max(millivolts) - Collections.min(millivolts);
    }

    private static List<String> rows(String logger) throws Exception {
        String devices = "(SELECT device_id FROM device_binding WHERE logger_sn = '" + logger + "')";
        return system.sql("SELECT s::text FROM pack_sample s WHERE pack_id IN " + devices
                + " UNION ALL SELECT s::text FROM bms_sample s WHERE bms_id IN " + devices
                + " UNION ALL SELECT s::text FROM point_sample s WHERE device_id IN " + devices + " ORDER BY 1");
    }
}
