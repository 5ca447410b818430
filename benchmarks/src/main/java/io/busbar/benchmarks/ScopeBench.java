package io.busbar.benchmarks;

import io.busbar.benchmarks.Rounds.Asked;
import io.busbar.benchmarks.Rounds.Turn;
import io.busbar.benchmarks.chart.BarChart;
import io.busbar.benchmarks.fleet.BenchFleet;
import io.busbar.benchmarks.latest.LatestFleet;
import io.busbar.benchmarks.latest.LatestStores;
import io.busbar.benchmarks.query.Answers;
import io.busbar.benchmarks.query.BusbarAnswers;
import io.busbar.benchmarks.query.NarrowKey;
import io.busbar.benchmarks.query.Question;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code bench scope}: the same questions, asked by the operator, who sees every point, and with a key that sees a measurement group. What is asked is seen by both, so that both get the
 * same answer.
 *
 * <pre>
 *            ┌─ unfiltered  all points ──────────┐
 *  one line ─┤                                   ├─▶ query API ──▶ PostgreSQL
 *            └─ filtered    a measurement group ─┘
 * </pre>
 *
 * What counts is the processor time that query API and database take for an answer. Confined to one thread.
 */
final class ScopeBench {

    static final String NAME = "scope";

    private static final String UNFILTERED = "unfiltered";
    private static final String FILTERED = "filtered";

    private ScopeBench() {}

    /** Measures, prints progress, and returns the figures. */
    static Outcome run(Provenance provenance, QueryPace pace, BenchServer server, PrintStream out) throws Exception {
        LatestFleet fleet = new LatestFleet(new BenchFleet(pace.loggers()), pace.ticks());
        Rounds rounds = new Rounds(pace.pairs(), pace.seconds(), List.of(1), fleet.packs(), out);
        try (LatestStores stores = new LatestStores(fleet, server.config(), server.folder(), out)) {
            stores.rollUp();
            stores.addAlarms(pace.alarms());
            String key = NarrowKey.make(stores.apiPort(), stores.managerPassword());
            Instant from = Instant.ofEpochMilli(BenchFleet.START_MILLIS);
            Instant to = from.plusMillis(pace.ticks() * BenchFleet.INTERVAL_MILLIS);
            Map<Question, List<Answers>> asked = new LinkedHashMap<>();
            for (Question question : Question.values()) {
                asked.put(
                        question,
                        new ArrayList<>(List.of(
                                answers(UNFILTERED, question, stores, stores.token(), from, to),
                                answers(FILTERED, question, stores, key, from, to))));
            }
            rounds.measure(asked);
        }
        return outcome(provenance, rounds.turns());
    }

    private static Answers answers(
            String name, Question question, LatestStores stores, String token, Instant from, Instant to) {
        return new BusbarAnswers(name, question, stores.apiPort(), token, from, to, stores::cpuSeconds);
    }

    private static Outcome outcome(Provenance provenance, Map<Asked, List<Turn>> turns) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        List<BarChart.Bar> bars = new ArrayList<>();
        Map<Question, Map<String, List<Turn>>> byQuestion = new LinkedHashMap<>();
        turns.forEach((asked, measured) -> {
            Spread rate = Spread.of(measured, Turn::perSecond);
            String metric = asked.question() + "_" + asked.answers().name();
            metrics.put(metric + "_answers_per_second", rate.median());
            metrics.put(
                    metric + "_cpu_millis", Spread.of(measured, Turn::cpuMillis).median());
            bars.add(new BarChart.Bar(
                    asked.question() + " " + asked.answers().name(),
                    rate.median(),
                    rate.min(),
                    rate.max(),
                    asked.answers().name().equals(FILTERED)));
            byQuestion
                    .computeIfAbsent(asked.question(), first -> new LinkedHashMap<>())
                    .put(asked.answers().name(), measured);
        });
        Map<String, Spread> ratios = new LinkedHashMap<>();
        List<Double> means = new ArrayList<>();
        byQuestion.forEach((question, by) -> {
            List<Turn> unfiltered = by.getOrDefault(UNFILTERED, List.of());
            List<Turn> filtered = by.getOrDefault(FILTERED, List.of());
            ratios.put(question + "_overhead", Spread.ofRatios(filtered, unfiltered, Turn::cpuMillis));
            for (int pair = 0; pair < unfiltered.size(); pair++) {
                double ratio =
                        filtered.get(pair).cpuMillis() / unfiltered.get(pair).cpuMillis();
                double share = Math.pow(ratio, 1.0 / byQuestion.size());
                if (means.size() == pair) {
                    means.add(share);
                } else {
                    means.set(pair, means.get(pair) * share);
                }
            }
        });
        ratios.put("overhead", Spread.of(means, Double::doubleValue)); // geometric means over the questions
        BarChart chart = new BarChart(
                "With a measurement group and without: " + provenance.machine(), "answers per second", true, bars);
        return new Outcome(new ResultFile(NAME, provenance, "nothing is acknowledged", metrics, ratios), chart);
    }
}
