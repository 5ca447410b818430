package io.busbar.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private static final String JOURNAL =
            """
            {"name":"journal","date":"2026-11-01T10:00:00Z","commit":"0123456789ab","machine":"2 x a processor",
             "command":"./busbar bench journal","acknowledgement":"on disk",
             "metrics":{"busbar_durable_p99_micros":4500.00,"fdatasync_p99_micros":1000.00,"rate":293000.5,"odd":"not measured"},
             "ratios":{"vs_kafka":{"median":5.06,"min":1.70,"max":6.05,"pairs":5}}}
            """;

    @TempDir
    private Path folder;

    @Test
    void saysOfEachGoalWhetherItIsMet() throws IOException {
        Files.writeString(folder.resolve("journal.json"), JOURNAL);

        assertThat(Files.readAllLines(Report.write(folder)))
                .contains(
                        "| [journal](#journal) | `vs_kafka` | ≥ 5 | 5.06 | met |",
                        "| [journal](#journal) | `vs_fsync_per_frame` | ≥ 50 | – | not measured |",
                        "| [journal](#journal) | `busbar_durable_p99_micros ÷ fdatasync_p99_micros` | ≤ 3 | 4.5 | **missed** |",
                        "| [door](#door) | `vs_mosquitto` | ≥ 4 | – | not measured |");
    }

    @Test
    void hasEveryFigureBesideWhereItComesFrom() throws IOException {
        Files.writeString(folder.resolve("journal.json"), JOURNAL);
        Files.writeString(folder.resolve("journal.svg"), "<svg/>");

        assertThat(Files.readAllLines(Report.write(folder)))
                .contains(
                        "- `./busbar bench journal`, 2026-11-01T10:00:00Z, commit 0123456789ab, 2 x a processor",
                        "- What an acknowledgement means: on disk.",
                        "![Records made durable](journal.svg)",
                        "| `vs_kafka` | 5.06 | 1.7 | 6.05 | 5 |",
                        "| `rate` | 293,001 |",
                        "| `odd` | not measured |")
                .doesNotContain("## door");
    }

    @Test
    void namesTheStageThatTakesTheMost() throws IOException {
        Files.writeString(
                folder.resolve("path.json"),
                """
                {"name":"path","metrics":{"saturation_cpu_seconds_per_million_values":0.5,
                 "saturation_cpu_seconds_per_million_values_generator":0.4,"saturation_cpu_seconds_per_million_values_flink_source":0.1,
                 "saturation_cpu_seconds_per_million_values_rest_of_flink":0.25},"ratios":{}}
                """);

        assertThat(Files.readAllLines(Report.write(folder)))
                .contains(
                        "Bottleneck as fast as it goes: **rest of flink**, 0.25 of 0.5 CPU-seconds per million values.");
    }
}
