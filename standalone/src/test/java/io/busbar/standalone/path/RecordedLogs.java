package io.busbar.standalone.path;

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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The recorded logs beside the project, read a second time in the most obvious way: what the path must bring to light. A test that needs
 * them is skipped where they are absent, and fails there under CI. Stateless.
 */
public final class RecordedLogs {

    private static final Path FOLDER =
            Path.of("../../shared/data/dyness-powerbrick").toAbsolutePath().normalize();
    private static final ZoneId ZONE = ZoneId.of("Europe/Chisinau");

    private RecordedLogs() {}

    public static Path require(String name) {
        Path file = FOLDER.resolve(name);
        if (System.getenv("CI") != null) {
            assertThat(file).as("the recorded logs are part of CI").exists();
        }
        assumeTrue(Files.exists(file), "skipped: " + file + " is not there");
        return file;
    }

    /** Cells 1 to 16 in mV by observation time as the API prints it. */
    static Map<String, List<Integer>> cellMillivolts(Path file) throws IOException {
        LocalDate date = LocalDate.parse(file.getFileName().toString().substring(0, 10));
        Map<String, List<Integer>> cells = new TreeMap<>();
        List<String> names = List.of();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("#")) {
                continue;
            }
            List<String> fields = List.of(line.split(",", -1));
            if (names.isEmpty()) {
                names = fields;
                continue;
            }
            List<Integer> millivolts = new ArrayList<>();
            for (int cell = 1; cell <= 16; cell++) {
                String volts = fields.get(names.indexOf("battery_02_cell_%02d_v".formatted(cell)));
                millivolts.add(new BigDecimal(volts).movePointRight(3).intValueExact());
            }
            LocalTime time = LocalTime.parse(fields.get(0));
            cells.put(date.atTime(time).atZone(ZONE).toInstant().toString(), millivolts);
        }
        return cells;
    }
}
