package io.busbar.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.benchmarks.door.DoorServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Runs what measures beside real servers once, small: everybody stores and answers the same, or the run fails. */
@EnabledIfEnvironmentVariable(named = "CI", matches = ".+", disabledReason = "takes minutes, set CI=true to run it")
class BenchPeersIT {

    /** Storing takes everybody more than some ticks of the processor's clock, 10 ms each: without them there are no figures. */
    private static final Effort SMALL = new Effort(
            new Pace(1, 0, 0, 1, Duration.ofMillis(20)),
            new StoragePace(1, 1, 50, 20),
            new LatestPace(1, 4, 3, 0.2),
            new QueryPace(1, 4, 60, 50, 0.1),
            new EncodePace(1, 200, 20, 0),
            new QueryPace(1, 4, 60, 50, 0.3),
            new DoorPace(1, 1, 4, 0.2, 0.5, 20),
            new ConnectionsPace(300, 2, 100, 0.2, 0.5, 20),
            new JournalPace(1, 64, 0.2, 0.5, 20),
            new JobsPace(1, 0, 20, 300),
            // So many that none sends more than a frame a millisecond, which would be observed ahead of its time.
            new PathPace(200, 3, 2, 3, 50, 1, 2, 20),
            List.of(new SizingBench.Size(1_000, 3, 2)));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path module;

    @Test
    void storesWithEverybodyAndWritesFiguresAndPlot() throws IOException {
        JsonNode written = bench("storage");

        assertThat(written.get("ratios").fieldNames())
                .toIterable()
                .containsExactly("vs_copy", "vs_questdb", "vs_questdb_values_only", "vs_narrow_insert");
        assertThat(written.get("ratios"))
                .allSatisfy(ratio -> assertThat(ratio.get("pairs").asInt()).isEqualTo(1));
        assertThat(written.at("/metrics/columnstore_bytes_per_value").asText()).isEqualTo("not measured");
        for (String name : new String[] {"busbar", "narrow_insert", "questdb", "questdb_values_only"}) {
            assertThat(written.at("/metrics/" + name + "_bytes_per_value").asDouble())
                    .as(name)
                    .isPositive();
            assertThat(written.at("/metrics/" + name + "_values_per_cpu_second").asDouble())
                    .as(name)
                    .isPositive();
        }
        assertThat(module.resolve("results").resolve("storage.svg")).isNotEmptyFile();
    }

    @Test
    void asksEverybodyForTheLatestAndWritesFiguresAndPlot() throws IOException {
        JsonNode written = bench("latest");

        assertThat(written.get("ratios").fieldNames())
                .toIterable()
                .contains("vs_distinct_on", "vs_questdb", "vs_distinct_on_in_process", "vs_questdb_in_process");
        assertThat(written.get("metrics"))
                .allSatisfy(figure -> assertThat(figure.asDouble()).isPositive());
        assertThat(module.resolve("results").resolve("latest.svg")).isNotEmptyFile();
    }

    @Test
    void putsTheSameQuestionsToEverybodyAndWritesFiguresAndPlot() throws IOException {
        JsonNode written = bench("query");

        assertThat(written.get("ratios").fieldNames())
                .toIterable()
                .contains(
                        "day_vs_questdb",
                        "day_vs_questdb_8_clients",
                        "rollup_vs_questdb",
                        "rollup_vs_plain_sql",
                        "imbalance_vs_questdb",
                        "alarms_vs_plain_sql");
        assertThat(module.resolve("results").resolve("query.svg")).isNotEmptyFile();
    }

    @Test
    void asksWithAMeasurementGroupAndWithoutAndWritesFiguresAndPlot() throws IOException {
        JsonNode written = bench("scope");

        assertThat(written.get("ratios").fieldNames())
                .toIterable()
                .containsExactly(
                        "day_overhead", "rollup_overhead", "imbalance_overhead", "alarms_overhead", "overhead");
        assertThat(written.get("metrics")).hasSize(16).allSatisfy(figure -> assertThat(figure.asDouble())
                .isPositive());
        assertThat(module.resolve("results").resolve("scope.svg")).isNotEmptyFile();
    }

    @Test
    void encodesAnAnswerInEveryFormAndWritesFiguresAndPlot() throws IOException {
        JsonNode written = bench("encode");

        assertThat(written.get("ratios").fieldNames())
                .toIterable()
                .containsExactly("arrow_vs_json", "arrow_vs_ndjson", "arrow_vs_csv");
        assertThat(written.get("metrics")).hasSize(8).allSatisfy(figure -> assertThat(figure.asDouble())
                .isPositive());
        assertThat(module.resolve("results").resolve("encode.svg")).isNotEmptyFile();
    }

    @Test
    void sendsFramesThroughEveryDoorAndWritesFiguresAndPlot() throws IOException {
        if (System.getenv("CI") == null) {
            assumeTrue(DoorServer.hasMosquitto(), "skipped: mosquitto is not installed (Debian package mosquitto)");
        }
        JsonNode written = bench("door");

        assertThat(written.get("ratios").fieldNames())
                .toIterable()
                .containsExactly("vs_mosquitto", "vs_moquette", "tcp_vs_mosquitto");
        assertThat(written.get("metrics"))
                .allSatisfy(figure -> assertThat(figure.asDouble()).isPositive());
        assertThat(module.resolve("results").resolve("door.svg")).isNotEmptyFile();
    }

    @Test
    void connectsIdleLoggersAndWritesFigures() throws IOException {
        JsonNode written = bench("connections");

        assertThat(written.at("/metrics/connections").asInt()).isEqualTo(300);
        assertThat(written.get("metrics").fieldNames())
                .toIterable()
                .contains(
                        "log_ins_per_second",
                        "heap_bytes_per_connection",
                        "process_bytes_per_connection",
                        "ack_p99_micros_alone",
                        "ack_p99_micros_with_idle");
        assertThat(written.at("/metrics/heap_bytes_per_connection").asDouble()).isPositive();
        assertThat(written.at("/metrics/ack_p99_micros_with_idle").asDouble()).isPositive();
    }

    @Test
    void makesRecordsDurableEveryWayAndWritesFiguresAndPlot() throws IOException {
        JsonNode written = bench("journal");

        assertThat(written.get("ratios").fieldNames())
                .toIterable()
                .containsExactly(
                        "vs_kafka",
                        "vs_kafka_broker_alone",
                        "vs_kafka_per_second",
                        "vs_fsync_per_frame",
                        "vs_fsync_per_frame_per_cpu_second");
        assertThat(written.get("metrics"))
                .allSatisfy(figure -> assertThat(figure.asDouble()).isPositive());
        assertThat(module.resolve("results").resolve("journal.svg")).isNotEmptyFile();
    }

    @Test
    void findsTheSameAlarmsEveryWayAndWritesFiguresAndPlot() throws IOException {
        JsonNode written = bench("jobs");

        assertThat(written.get("ratios").fieldNames())
                .toIterable()
                .containsExactly("vs_hand_loop", "vs_naive", "with_checkpoints_vs_without");
        assertThat(written.at("/metrics/transitions").asInt()).isPositive();
        assertThat(written.at("/metrics/alarm_state_bytes_per_device").asDouble())
                .isPositive();
        assertThat(module.resolve("results").resolve("jobs.svg")).isNotEmptyFile();
    }

    @Test
    void followsFramesToTheirRowsAndAlarmsAndWritesFigures() throws IOException {
        JsonNode written = bench("path");

        assertThat(written.at("/metrics/frames_stored_once").asLong()).isPositive();
        assertThat(written.get("metrics").fieldNames())
                .toIterable()
                .contains(
                        "frames_per_second",
                        "cpu_seconds_per_million_values",
                        "ack_p99_ms_at_50_percent",
                        "rows_p99_ms_at_50_percent",
                        "alarm_p99_ms_at_50_percent",
                        "naive_cpu_seconds_per_million_values");
        assertThat(written.at("/ratios/vs_naive/median").asDouble()).isPositive();
        assertThat(written.at("/metrics/cpu_seconds_per_million_values").asDouble())
                .isPositive();
        assertThat(written.at("/metrics/alarm_p99_ms_at_50_percent").asDouble()).isPositive();
    }

    private JsonNode bench(String name) throws IOException {
        int exitCode = Bench.run(
                new String[] {name},
                module,
                SMALL,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(exitCode)
                .as(out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(module.resolve("target").resolve("bench").resolve(name)).doesNotExist();
        return new ObjectMapper()
                .readTree(module.resolve("results").resolve(name + ".json").toFile());
    }
}
