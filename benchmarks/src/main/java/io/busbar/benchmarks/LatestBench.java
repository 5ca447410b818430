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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
 * Busbar and a peer are asked at the same rates: 25, 50 and 75 % of what the slower of the two can answer. Of a peer that answers thousands a
 * second p99 at the middle rate is the hundredth part of thousands; of one that answers a few hundred it is a handful of answers. Times count
 * from when a question was due. Confined to one thread.
 */
final class LatestBench {

    static final String NAME = "latest";

    private static final String BUSBAR = "busbar";
    private static final String IN_PROCESS = "busbar_in_process";
    private static final List<String> PEERS = List.of("distinct_on", "questdb");
    private static final List<Integer> PERCENTS = List.of(25, 50, 75);

    /** The rate that ratios are made at. */
    private static final int RATIO_PERCENT = 50;

    /** How many times as long as at the other rates. */
    private static final int RATIO_TIMES = 2;

    /** How many times as long as it is measured a source is asked before. */
    private static final int WARM_UPS = 15;

    private static final double NANOS_PER_MICRO = 1_000;

    private final LatestPace pace;
    private final PrintStream out;
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private final Map<String, Double> saturations = new HashMap<>();

    /** One for each pair. */
    private final Map<Asked, List<Histogram>> times = new LinkedHashMap<>();

    /** Who was asked, at a percentage of what the slower of Busbar and a peer can answer. */
    private record Asked(String source, String peer, int percent) {

        String metric(String percentile) {
            String beside = source.equals(peer) ? "" : "_beside_" + peer;
            return source + beside + "_" + percentile + "_micros_at_" + percent + "_percent";
        }
    }

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
        sources.put(BUSBAR, stores.busbar());
        sources.put("distinct_on", stores.distinctOn());
        sources.put("questdb", fasterOf(stores.questDb(), asking));
        sources.put(IN_PROCESS, stores.inProcess());
        for (Map.Entry<String, Source> source : sources.entrySet()) {
            out.println("\n" + source.getKey() + ": " + source.getValue().description());
            double perSecond = saturation(source.getValue(), asking);
            saturations.put(source.getKey(), perSecond);
            metrics.put(source.getKey() + "_answers_per_second", perSecond);
        }
        for (String peer : PEERS) {
            metrics.put(
                    peer + "_questions_per_second_at_" + RATIO_PERCENT + "_percent", perSecond(peer, RATIO_PERCENT));
        }
        out.println();
        takeTurns(sources, asking);
    }

    /** Forwards and backwards: whoever comes first in one pair is the last in the next. */
    private void takeTurns(Map<String, Source> sources, Asking asking) throws Exception {
        List<Asked> inTurn = new ArrayList<>();
        for (String peer : PEERS) {
            for (int percent : PERCENTS) {
                inTurn.add(new Asked(BUSBAR, peer, percent));
                inTurn.add(new Asked(peer, peer, percent));
            }
            inTurn.add(new Asked(IN_PROCESS, peer, RATIO_PERCENT));
        }
        for (int pair = 1; pair <= pace.pairs(); pair++) {
            for (Asked asked : inTurn) {
                double perSecond = perSecond(asked.peer(), asked.percent());
                double seconds = pace.seconds() * (asked.percent() == RATIO_PERCENT ? RATIO_TIMES : 1);
                Histogram histogram =
                        asking.atRate(Objects.requireNonNull(sources.get(asked.source())), perSecond, seconds);
                of(asked).add(histogram);
                out.printf(
                        Locale.ROOT,
                        "pair %d of %d  %-18s %,6.0f a second  p50 %,9.0f µs  p99 %,9.0f µs  of %,d%n",
                        pair,
                        pace.pairs(),
                        asked.source(),
                        perSecond,
                        micros(histogram, 50),
                        micros(histogram, 99),
                        histogram.getTotalCount());
            }
            Collections.reverse(inTurn);
        }
    }

    private double perSecond(String peer, int percent) {
        double slower = Math.min(saturations.getOrDefault(BUSBAR, 0.0), saturations.getOrDefault(peer, 0.0));
        return slower * percent / 100;
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
        times.forEach((asked, histograms) -> {
            Spread p99 = Spread.of(histograms, histogram -> micros(histogram, 99));
            metrics.put(
                    asked.metric("p50"),
                    Spread.of(histograms, histogram -> micros(histogram, 50)).median());
            metrics.put(asked.metric("p99"), p99.median());
            if (asked.percent() == RATIO_PERCENT) {
                String bar = asked.source() + " at %,.0f/s".formatted(perSecond(asked.peer(), RATIO_PERCENT));
                bars.add(new BarChart.Bar(bar, p99.median(), p99.min(), p99.max(), bar.startsWith(BUSBAR)));
            }
        });
        Map<String, Spread> ratios = new LinkedHashMap<>();
        for (String ours : List.of(BUSBAR, IN_PROCESS)) {
            String suffix = ours.equals(IN_PROCESS) ? "_in_process" : "";
            for (String peer : PEERS) {
                ratios.put("vs_" + peer + suffix, ratio(ours, peer, 99));
                ratios.put("vs_" + peer + suffix + "_p50", ratio(ours, peer, 50));
            }
        }
        BarChart chart = new BarChart(
                "Latest readings of a device: " + provenance.machine(),
                "p99 in µs at half of what the slower of Busbar and a peer can answer, from when the question was due",
                true,
                bars);
        return new Outcome(new ResultFile(NAME, provenance, "nothing is acknowledged", metrics, ratios), chart);
    }

    /** How many times our time they take at the same rate, pair by pair. */
    private Spread ratio(String ours, String peer, double percentile) {
        return Spread.ofRatios(
                of(new Asked(peer, peer, RATIO_PERCENT)),
                of(new Asked(ours, peer, RATIO_PERCENT)),
                histogram -> micros(histogram, percentile));
    }

    private List<Histogram> of(Asked asked) {
        return times.computeIfAbsent(asked, first -> new ArrayList<>());
    }

    private static double micros(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }
}
