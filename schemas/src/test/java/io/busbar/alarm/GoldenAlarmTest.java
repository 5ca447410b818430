package io.busbar.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.busbar.measure.Role;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A recorded log of a real pack gives the alarms that were reckoned from it independently of this project. */
class GoldenAlarmTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Chisinau");
    private static final LocalDate DATE = LocalDate.of(2026, 8, 9);

    @Test
    void raisesAndClearsToTheSecond() throws IOException {
        List<Seen> frames = frames("2026-08-09T11-28-32.csv");
        Rig rig = new Rig(
                "'id':'cell','point':'CELL_VOLTAGE','condition':'high','raise':3.5,'clear':3.45",
                "'id':'spread','point':'CELL_DIFFERENTIAL','condition':'high','raise':0.1,'clear':0.08",
                "'id':'spread-300','point':'CELL_DIFFERENTIAL','condition':'high','raise':0.1,'clear':0.08,'onDelaySeconds':300",
                "'id':'spread-wide','point':'CELL_DIFFERENTIAL','condition':'high','raise':0.2,'clear':0.15");

        rig.intervalMillis = 6000;
        frames.forEach(rig::step);

        assertThat(frames).hasSize(3207);
        assertThat(times(rig, "cell")).containsExactly("16:05:01", "16:37:43", "18:21:26");
        assertThat(times(rig, "spread")).containsExactly("15:54:13", "16:38:49", "18:10:38");
        assertThat(times(rig, "spread-300")).containsExactly("15:59:13", "16:38:49", "18:15:39");
        assertThat(times(rig, "spread-wide")).containsExactly("16:15:19", "16:28:01", "18:31:51", "19:42:34");
    }

    @Test
    void findsWithTheShippedRulesWhatTheLogIsKnownFor() throws IOException {
        Rig rig = new Rig(ShippedRules.load(RuleText.CATALOGUE));
        rig.intervalMillis = 6000;

        frames("2026-08-09T11-28-32.csv").forEach(rig::step);

        assertThat(times(rig, "cell-high-warning")).containsExactly("16:13:49", "16:28:01", "18:30:15", "19:41:09");
        assertThat(rig.transitions).extracting(Transition::ruleId).containsOnly("cell-high-warning");
        assertThat(rig.transitions)
                .extracting(Transition::cell)
                .as("the cell that leads")
                .containsOnly(7);
    }

    private static List<String> times(Rig rig, String ruleId) {
        List<String> times = new ArrayList<>();
        for (Transition transition : rig.transitions) {
            if (transition.ruleId().equals(ruleId)) {
                assertThat(transition.raises()).isEqualTo(times.size() % 2 == 0);
                times.add(Instant.ofEpochMilli(transition.atMillis())
                        .atZone(ZONE)
                        .toLocalTime()
                        .toString());
            }
        }
        return times;
    }

    private static List<Seen> frames(String name) throws IOException {
        Path file = Path.of("../../shared/data/dyness-powerbrick", name)
                .toAbsolutePath()
                .normalize();
        if (System.getenv("CI") != null) {
            assertThat(file).as("the recorded logs are part of CI").exists();
        }
        assumeTrue(Files.exists(file), "skipped: " + file + " is not there");
        List<Seen> frames = new ArrayList<>();
        List<String> names = List.of();
        for (String line : Files.readAllLines(file)) {
            List<String> fields = List.of(line.split(",", -1));
            if (line.startsWith("#")) {
                continue;
            }
            if (names.isEmpty()) {
                names = fields;
                continue;
            }
            Instant time =
                    DATE.atTime(LocalTime.parse(fields.get(0))).atZone(ZONE).toInstant();
            int[] cells = new int[16];
            for (int cell = 1; cell <= cells.length; cell++) {
                cells[cell - 1] = thousandths(fields, names, "battery_02_cell_%02d_v".formatted(cell));
            }
            frames.add(Seen.at((double) time.getEpochSecond())
                    .cells(cells)
                    .temperatures(temperatures(fields, names))
                    .bms(Role.SOC, thousandths(fields, names, "soc_percent"))
                    .packsCapacity(280_000)
                    .bms(Role.CURRENT, thousandths(fields, names, "battery_current_a")));
        }
        return frames;
    }

    private static int[] temperatures(List<String> fields, List<String> names) {
        int[] temperatures = new int[5];
        for (int probe = 1; probe <= temperatures.length; probe++) {
            temperatures[probe - 1] = thousandths(fields, names, "battery_02_temp_%02d_c".formatted(probe)) / 10;
        }
        return temperatures;
    }

    private static int thousandths(List<String> fields, List<String> names, String name) {
        return new BigDecimal(fields.get(names.indexOf(name))).movePointRight(3).intValueExact();
    }
}
