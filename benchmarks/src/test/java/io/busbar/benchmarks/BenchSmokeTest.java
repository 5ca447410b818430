package io.busbar.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.benchmarks.step.FrameCodecBenchmark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchSmokeTest {

    private static final Effort ONE_ITERATION = new Effort(
            new Pace(1, 0, 0, 1, Duration.ofMillis(20)),
            new StoragePace(1, 1, 1, 1),
            new LatestPace(1, 1, 1, 1),
            new QueryPace(1, 1, 1, 1, 1),
            new EncodePace(1, 1, 1, 0),
            new QueryPace(1, 1, 1, 1, 1),
            new DoorPace(1, 1, 1, 0, 1, 1),
            new ConnectionsPace(1, 1, 1, 0, 1, 1),
            new JournalPace(1, 1, 0, 1, 1),
            new JobsPace(1, 0, 1, 1),
            new PathPace(10, 3, 2, 3, 50, 1, 2, 20),
            List.of(new SizingBench.Size(1_000, 3, 2)));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path module;

    @Test
    void computesTheSameDifferentialOnAllSides() throws IOException {
        FrameCodecBenchmark benchmark = new FrameCodecBenchmark();

        assertThat(benchmark.busbar()).isEqualTo(3);
        assertThat(benchmark.protobuf()).isEqualTo(3);
        assertThat(benchmark.jackson()).isEqualTo(3);
    }

    @Test
    void runsTheCodecAndWritesItsFigures() throws IOException {
        int exitCode = bench("codec");

        assertThat(exitCode).as(err.toString(StandardCharsets.UTF_8)).isZero();
        JsonNode written = new ObjectMapper()
                .readTree(module.resolve("results").resolve("codec.json").toFile());
        assertThat(written.fieldNames())
                .toIterable()
                .containsExactly(
                        "name", "date", "commit", "machine", "command", "acknowledgement", "metrics", "ratios");
        assertThat(written.get("metrics").fieldNames())
                .toIterable()
                .containsExactly(
                        "busbar_ns_per_frame",
                        "busbar_bytes_per_frame",
                        "protobuf_ns_per_frame",
                        "protobuf_bytes_per_frame",
                        "jackson_ns_per_frame",
                        "jackson_bytes_per_frame",
                        "checksum_ns_per_frame");
        assertThat(written.get("metrics").properties()).allSatisfy(figure -> {
            // Nothing but what Busbar allocates may be 0.
            double least = figure.getKey().equals("busbar_bytes_per_frame") ? 0 : Double.MIN_VALUE;
            assertThat(figure.getValue().asDouble()).as(figure.getKey()).isGreaterThanOrEqualTo(least);
        });
        assertThat(written.get("ratios").fieldNames()).toIterable().containsExactly("vs_protobuf", "vs_jackson");
        assertThat(written.at("/ratios/vs_jackson/pairs").asInt()).isEqualTo(1);
    }

    @Test
    void countsHowFleetsSpread() throws IOException {
        assertThat(bench("sizing")).isZero();

        JsonNode metrics = new ObjectMapper()
                .readTree(module.resolve("results").resolve("sizing.json").toFile())
                .get("metrics");
        assertThat(metrics.get("1000_loggers_3_partitions_busiest_over_mean").asDouble())
                .isBetween(1.0, 1.2);
        assertThat(metrics.get("1000_loggers_2_subtasks_busiest_over_mean").asDouble())
                .isBetween(1.0, 1.2);
    }

    @Test
    void listsTheNamesWhenItKnowsNoSuchBenchmark() throws IOException {
        assertThat(bench("speed")).isEqualTo(2);
        assertThat(bench()).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .hasLineCount(2)
                .startsWith(
                        "busbar: bench takes one NAME and, for storage and latest and query and encode and scope, --jdbc-url URL, got: 'speed', allowed: all, codec, storage, latest, query, encode, scope, door,"
                                + " connections, journal, jobs");
        assertThat(module).isEmptyDirectory();
    }

    private int bench(String... arguments) throws IOException {
        return Bench.run(
                arguments,
                module,
                ONE_ITERATION,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
