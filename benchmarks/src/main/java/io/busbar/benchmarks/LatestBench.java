package io.busbar.benchmarks;

import io.busbar.benchmarks.chart.BarChart;
import io.busbar.benchmarks.fleet.BenchFleet;
import io.busbar.benchmarks.latest.Asking;
import io.busbar.benchmarks.latest.LatestFleet;
import io.busbar.benchmarks.latest.LatestStores;
import io.busbar.benchmarks.latest.Source;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * {@code bench latest}: all latest readings of one device, asked for by clients on sockets.
 *
 * <pre>
 *             ┌─ busbar             HTTP ──▶ query API ── memory, fed by the topic of latest readings
 *  4 lines, ──┼─ distinct_on        PostgreSQL's protocol ──▶ history, DISTINCT ON
 *  open loop  ├─ questdb            HTTP or PostgreSQL's protocol ──▶ history, LATEST ON
 *             └─ busbar_in_process  a method call: the last step of the first alone
 * </pre>
 *
 * Everybody is asked at the same rates: 25, 50 and 75 % of what the slowest of them can answer. Times count from when a question was due.
 * Confined to one thread.
 */
final class LatestBench {

    static final String NAME = "latest";

    private static final String IN_PROCESS = "busbar_in_process";
    private static final List<Integer> PERCENTS = List.of(25, 50, 75);

    /** The rate that ratios are made at. */
    private static final int RATIO_PERCENT = 50;

    /** How many times as long as it is measured a source is asked before. */
    private static final int WARM_UPS = 3;

    private static final double NANOS_PER_MICRO = 1_000;

    private final LatestPace pace;
    private final PrintStream out;
    private final Map<String, Double> metrics = new LinkedHashMap<>();

    /** By source and percent, one for each pair. */
    private final Map<String, Map<Integer, List<Histogram>>> times = new LinkedHashMap<>();

    private LatestBench(LatestPace pace, PrintStream out) {
        this.pace = pace;
        this.out = out;
    }

    /** Measures, prints progress, and returns the figures. */
    static Outcome run(Provenance provenance, LatestPace pace, BenchServer server, PrintStream out) throws Exception {
        LatestBench bench = new LatestBench(pace, out);
        LatestFleet fleet = new LatestFleet(new BenchFleet(pace.loggers()), pace.ticks());
        try (LatestStores stores = new LatestStores(fleet, server.config(), server.folder(), out)) {
            bench.measure(stores, new Asking(fleet.devices()));
        }
        return bench.outcome(provenance);
    }

    private void measure(LatestStores stores, Asking asking) throws Exception {
        Map<String, Source> sources = new LinkedHashMap<>();
        sources.put("busbar", stores.busbar());
        sources.put("distinct_on", stores.distinctOn());
        sources.put("questdb", fasterOf(stores.questDb(), asking));
        double slowest = Double.MAX_VALUE;
        for (Map.Entry<String, Source> source : sources.entrySet()) {
            out.println("\n" + source.getKey() + ": " + source.getValue().description());
            double perSecond = saturation(source.getValue(), asking);
            metrics.put(source.getKey() + "_answers_per_second", perSecond);
            slowest = Math.min(slowest, perSecond);
        }
        Source inProcess = stores.inProcess();
        out.println("\n" + IN_PROCESS + ": " + inProcess.description());
        metrics.put(IN_PROCESS + "_answers_per_second", saturation(inProcess, asking));
        sources.put(IN_PROCESS, inProcess);
        metrics.put("questions_per_second_at_50_percent", slowest * RATIO_PERCENT / 100);
        out.println();
        takeTurns(sources, slowest, asking);
    }

    private void takeTurns(Map<String, Source> sources, double slowest, Asking asking) throws Exception {
        List<String> inTurn = new ArrayList<>(sources.keySet());
        for (int pair = 1; pair <= pace.pairs(); pair++) {
            for (String name : inTurn) {
                Source source = Objects.requireNonNull(sources.get(name));
                for (int percent : PERCENTS) {
                    double perSecond = slowest * percent / 100;
                    Histogram histogram = asking.atRate(source, perSecond, pace.seconds());
                    of(name, percent).add(histogram);
                    out.printf(
                            Locale.ROOT,
                            "pair %d of %d  %-18s %,6.0f a second  p50 %,9.0f µs  p99 %,9.0f µs%n",
                            pair,
                            pace.pairs(),
                            name,
                            perSecond,
                            micros(histogram, 50),
                            micros(histogram, 99));
                }
            }
            Collections.reverse(inTurn);
        }
    }

    private Source fasterOf(List<? extends Source> peers, Asking asking) throws Exception {
        Source fastest = peers.get(0);
        double most = 0;
        for (Source peer : peers) {
            double perSecond = saturation(peer, asking);
            if (perSecond > most) {
                most = perSecond;
                fastest = peer;
            }
        }
        return fastest;
    }

    /** Answers per second in a closed loop, warm. */
    private double saturation(Source source, Asking asking) throws Exception {
        asking.asFastAsItGoes(source, WARM_UPS * pace.seconds());
        double perSecond = asking.asFastAsItGoes(source, pace.seconds());
        out.printf(Locale.ROOT, "closed loop  %-18s %,8.0f answers a second%n", source.name(), perSecond);
        return perSecond;
    }

    private Outcome outcome(Provenance provenance) {
        List<BarChart.Bar> bars = new ArrayList<>();
        times.forEach((name, byPercent) -> byPercent.forEach((percent, histograms) -> {
            Spread p99 = Spread.of(histograms, histogram -> micros(histogram, 99));
            metrics.put(
                    name + "_p50_micros_at_" + percent + "_percent",
                    Spread.of(histograms, histogram -> micros(histogram, 50)).median());
            metrics.put(name + "_p99_micros_at_" + percent + "_percent", p99.median());
            if (percent == RATIO_PERCENT) {
                bars.add(new BarChart.Bar(name, p99.median(), p99.min(), p99.max(), name.startsWith("busbar")));
            }
        }));
        Map<String, Spread> ratios = new LinkedHashMap<>();
        for (String ours : List.of("busbar", IN_PROCESS)) {
            String suffix = ours.equals(IN_PROCESS) ? "_in_process" : "";
            for (String peer : List.of("distinct_on", "questdb")) {
                ratios.put("vs_" + peer + suffix, ratio(ours, peer, 99));
                ratios.put("vs_" + peer + suffix + "_p50", ratio(ours, peer, 50));
            }
        }
        BarChart chart = new BarChart(
                "Latest readings of a device: " + provenance.machine(),
                "p99 in µs at the same rate for all, from when the question was due",
                true,
                bars);
        return new Outcome(new ResultFile(NAME, provenance, "nothing is acknowledged", metrics, ratios), chart);
    }

    /** How many times our time they take, pair by pair. */
    private Spread ratio(String ours, String theirs, double percentile) {
        List<Histogram> our = of(ours, RATIO_PERCENT);
        List<Histogram> their = of(theirs, RATIO_PERCENT);
        return Spread.of(
                IntStream.range(0, our.size()).boxed().toList(),
                pair -> micros(their.get(pair), percentile) / micros(our.get(pair), percentile));
    }

    private List<Histogram> of(String source, int percent) {
        return times.computeIfAbsent(source, first -> new LinkedHashMap<>())
                .computeIfAbsent(percent, first -> new ArrayList<>());
    }

    private static double micros(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }
}
