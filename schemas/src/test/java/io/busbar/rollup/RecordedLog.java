package io.busbar.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** A recorded log of a pack of 16 cells, beside the project. Skips a test where it is absent, and fails it there under CI. Stateless. */
public final class RecordedLog {

    private static final Path FOLDER =
            Path.of("../../shared/data/dyness-powerbrick").toAbsolutePath().normalize();
    private static final ZoneId ZONE = ZoneId.of("Europe/Chisinau");
    private static final List<String> CELLS = IntStream.rangeClosed(1, 16)
            .mapToObj("battery_02_cell_%02d_v"::formatted)
            .toList();

    private RecordedLog() {}

    /**
     * One row of it.
     *
     * @param cellMillivolts the last of the 16 is estimated
     */
    public record Row(long atMillis, int millivolts, int milliamps, int socMillipercent, List<Integer> cellMillivolts) {

        /** Number of the first cell with the highest voltage. */
        public int highestCell() {
            return cellMillivolts.indexOf(Collections.max(cellMillivolts)) + 1;
        }

        public int lowestCell() {
            return cellMillivolts.indexOf(Collections.min(cellMillivolts)) + 1;
        }

        public int differentialMillivolts() {
            return Collections.max(cellMillivolts) - Collections.min(cellMillivolts);
        }
    }

    public static List<Row> rows(String name) throws IOException {
        Path file = FOLDER.resolve(name);
        if (System.getenv("CI") != null) {
            assertThat(file).as("the recorded logs are part of CI").exists();
        }
        assumeTrue(Files.exists(file), "skipped: " + file + " is not there");
        LocalDate date = LocalDate.parse(name.substring(0, 10));
        List<Row> rows = new ArrayList<>();
        Map<String, Integer> columns = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            List<String> fields = List.of(line.split(",", -1));
            if (line.startsWith("#")) {
                continue;
            }
            if (columns.isEmpty()) {
                fields.forEach(column -> columns.put(column, columns.size()));
                continue;
            }
            List<Integer> cells = new ArrayList<>();
            for (String cell : CELLS) {
                cells.add(thousandths(fields, columns, cell));
            }
            rows.add(new Row(
                    date.atTime(LocalTime.parse(fields.get(0))).atZone(ZONE).toEpochSecond() * 1_000,
                    thousandths(fields, columns, "system_voltage_v"),
                    thousandths(fields, columns, "battery_current_a"),
                    thousandths(fields, columns, "soc_percent"),
                    cells));
        }
        return rows;
    }

    private static int thousandths(List<String> fields, Map<String, Integer> columns, String name) {
        return new BigDecimal(fields.get(Objects.requireNonNull(columns.get(name), name)))
                .movePointRight(3)
                .intValueExact();
    }
}
