package io.busbar.benchmarks;

import io.busbar.benchmarks.chart.BarChart;
import io.busbar.benchmarks.cpu.CpuTime;
import io.busbar.benchmarks.encode.RecordedAnswer;
import io.busbar.benchmarks.encode.StoredAnswer;
import io.busbar.query.http.SeriesFormat;
import io.busbar.query.series.SeriesSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * {@code bench encode}: the cells of a pack over a day as the query API answers them, in each of its forms.
 *
 * <pre>
 *  PostgreSQL ──▶ executor ──▶ rows in memory ──┬─▶ Arrow ─┐
 *                 (once)                        ├─▶ JSON   ├─▶ bytes are counted, and dropped
 *                                               ├─▶ NDJSON │
 *                                               └─▶ CSV  ──┘
 * </pre>
 *
 * Processor time is that of the JVM, its collector included. Confined to one thread.
 */
final class EncodeBench {

    static final String NAME = "encode";

    private static final int WARM_UPS = 2;

    private final EncodePace pace;
    private final RecordedAnswer answer;
    private final PrintStream out;
    private final Map<SeriesFormat, List<Turn>> turns = new EnumMap<>(SeriesFormat.class);

    /** What it took to encode the answers of a turn. */
    private record Turn(long values, long bytes, double cpuSeconds) {

        double valuesPerCpuSecond() {
            return values / cpuSeconds;
        }

        double bytesPerValue() {
            return (double) bytes / values;
        }
    }

    private EncodeBench(EncodePace pace, RecordedAnswer answer, PrintStream out) {
        this.pace = pace;
        this.answer = answer;
        this.out = out;
    }

    /** Measures, prints progress, and returns the figures. */
    static Outcome run(Provenance provenance, EncodePace pace, BenchServer server, PrintStream out) throws Exception {
        RecordedAnswer answer = StoredAnswer.cellsOfAPack(server.config(), pace.rows());
        out.printf(
                Locale.ROOT,
                "an answer of %,d values, encoded at least %d times a turn%n",
                answer.values(),
                pace.answers());
        EncodeBench bench = new EncodeBench(pace, answer, out);
        bench.measure();
        return bench.outcome(provenance);
    }

    private void measure() throws IOException {
        List<SeriesFormat> inTurn = new ArrayList<>(List.of(SeriesFormat.values()));
        for (SeriesFormat format : inTurn) {
            for (int i = 0; i < WARM_UPS; i++) {
                turn(format);
            }
        }
        for (int pair = 1; pair <= pace.pairs(); pair++) {
            for (SeriesFormat format : inTurn) {
                Turn turn = turn(format);
                turns.computeIfAbsent(format, first -> new ArrayList<>()).add(turn);
                out.printf(
                        Locale.ROOT,
                        "pair %d of %d  %-6s %,14.0f values per CPU-second  %.2f bytes a value%n",
                        pair,
                        pace.pairs(),
                        format,
                        turn.valuesPerCpuSecond(),
                        turn.bytesPerValue());
            }
            Collections.reverse(inTurn);
        }
    }

    /** Goes on until the processor's clock has moved: a faster turn would have no rate. */
    private Turn turn(SeriesFormat format) throws IOException {
        Counting counting = new Counting();
        double before = CpuTime.ofThisProcess();
        double cpuSeconds = 0;
        int encoded = 0;
        while (encoded < pace.answers() || cpuSeconds == 0 || cpuSeconds < pace.cpuSeconds()) {
            try (SeriesSink sink = format.sink(counting, true)) {
                answer.replay(sink);
            }
            encoded++;
            cpuSeconds = CpuTime.ofThisProcess() - before;
        }
        return new Turn(answer.values() * encoded, counting.bytes, cpuSeconds);
    }

    private Outcome outcome(Provenance provenance) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        List<BarChart.Bar> bars = new ArrayList<>();
        turns.forEach((format, measured) -> {
            String name = format.name().toLowerCase(Locale.ROOT);
            Spread rate = Spread.of(measured, Turn::valuesPerCpuSecond);
            metrics.put(name + "_values_per_cpu_second", rate.median());
            metrics.put(
                    name + "_bytes_per_value",
                    Spread.of(measured, Turn::bytesPerValue).median());
            bars.add(new BarChart.Bar(name, rate.median(), rate.min(), rate.max(), format == SeriesFormat.ARROW));
        });
        Map<String, Spread> ratios = new LinkedHashMap<>();
        for (SeriesFormat other : List.of(SeriesFormat.JSON, SeriesFormat.NDJSON, SeriesFormat.CSV)) {
            ratios.put(
                    "arrow_vs_" + other.name().toLowerCase(Locale.ROOT),
                    Spread.ofRatios(of(SeriesFormat.ARROW), of(other), Turn::valuesPerCpuSecond));
        }
        BarChart chart = new BarChart(
                "An answer of 30 cells a row, encoded: " + provenance.machine(), "values per CPU-second", true, bars);
        return new Outcome(new ResultFile(NAME, provenance, "nothing is acknowledged", metrics, ratios), chart);
    }

    private List<Turn> of(SeriesFormat format) {
        return Objects.requireNonNull(turns.get(format), format.name());
    }

    /** Counts what is written, and drops it. */
    private static final class Counting extends OutputStream {
        private long bytes;

        @Override
        public void write(int one) {
            bytes++;
        }

        @Override
        public void write(byte[] many, int from, int length) {
            bytes += length;
        }
    }
}
