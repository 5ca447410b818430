package io.busbar.benchmarks;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.kafka.common.utils.Utils;

/**
 * {@code bench sizing}: how evenly fleets spread over the partitions of Kafka and the subtasks of Flink, by the hashes that both use. Nothing is measured:
 * it is counted, and the same in every run. What follows for a number of loggers is in {@code docs/sizing.md}. Stateless.
 */
final class SizingBench {

    static final String NAME = "sizing";

    private SizingBench() {}

    /**
     * A fleet and what it is spread over. Immutable.
     *
     * @param partitions of the topic of frames
     * @param subtasks that write to the tables
     */
    record Size(int loggers, int partitions, int subtasks) {}

    /** Counts, prints progress, and returns the figures. */
    static ResultFile run(Provenance provenance, List<Size> sizes, PrintStream out) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (Size size : sizes) {
            long[] byPartition = new long[size.partitions()];
            long[] bySubtask = new long[size.subtasks()];
            int keyGroups = KeyGroupRangeAssignment.computeDefaultMaxParallelism(size.subtasks());
            for (int logger = 0; logger < size.loggers(); logger++) {
                String serialNumber = serialNumber(logger);
                byPartition[
                        Utils.toPositive(Utils.murmur2(serialNumber.getBytes(StandardCharsets.US_ASCII)))
                                % size.partitions()]++;
                bySubtask[
                        KeyGroupRangeAssignment.assignKeyToParallelOperator(
                                serialNumber, keyGroups, size.subtasks())]++;
            }
            metrics.put(
                    "%d_loggers_%d_partitions_busiest_over_mean".formatted(size.loggers(), size.partitions()),
                    busiestOverMean(byPartition));
            metrics.put(
                    "%d_loggers_%d_subtasks_busiest_over_mean".formatted(size.loggers(), size.subtasks()),
                    busiestOverMean(bySubtask));
            out.printf(
                    Locale.ROOT,
                    "%,11d loggers: %,6d partitions, the busiest %.2f times the mean; %,6d subtasks, %.2f times%n",
                    size.loggers(),
                    size.partitions(),
                    busiestOverMean(byPartition),
                    size.subtasks(),
                    busiestOverMean(bySubtask));
        }
        return new ResultFile(NAME, provenance, "nothing is acknowledged", metrics, Map.of());
    }

    /** Of a make whose loggers are numbered as they leave the factory. */
    private static String serialNumber(int logger) {
        return "R07E7A46%08X".formatted(logger);
    }

    private static double busiestOverMean(long[] loads) {
        return Arrays.stream(loads).max().orElseThrow()
                / Arrays.stream(loads).average().orElseThrow();
    }
}
