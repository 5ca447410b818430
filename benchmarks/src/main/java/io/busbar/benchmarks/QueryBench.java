package io.busbar.benchmarks;

import io.busbar.benchmarks.Rounds.Asked;
import io.busbar.benchmarks.Rounds.Turn;
import io.busbar.benchmarks.chart.BarChart;
import io.busbar.benchmarks.fleet.BenchFleet;
import io.busbar.benchmarks.latest.LatestFleet;
import io.busbar.benchmarks.latest.LatestStores;
import io.busbar.benchmarks.query.Answers;
import io.busbar.benchmarks.query.BusbarAnswers;
import io.busbar.benchmarks.query.QuestDbAnswers;
import io.busbar.benchmarks.query.Question;
import io.busbar.benchmarks.query.SqlAnswers;
import io.busbar.jobs.database.DatabaseConfig;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code bench query}: what people ask of a day of a fleet, asked by one client and by eight, each as soon as it has its answer.
 *
 * <pre>
 *                 ┌─ busbar     HTTP, JSON ──▶ query API ── rights, roll-ups, cache ── PostgreSQL
 *  1 or 8 lines ──┼─ questdb    HTTP, JSON ──▶ history, SAMPLE BY, LATEST ON
 *                 └─ plain_sql  PostgreSQL's protocol ──▶ history, GROUP BY, DISTINCT ON
 * </pre>
 *
 * The latest readings of a device are {@code bench latest}. QuestDB has no alarms. Confined to one thread.
 */
final class QueryBench {

    static final String NAME = "query";

    private static final String BUSBAR = "busbar";
    private static final List<Integer> LINES = List.of(1, 8);

    private final QueryPace pace;
    private final Rounds rounds;

    private QueryBench(QueryPace pace, Rounds rounds) {
        this.pace = pace;
        this.rounds = rounds;
    }

    /** Measures, prints progress, and returns the figures. */
    static Outcome run(Provenance provenance, QueryPace pace, BenchServer server, PrintStream out) throws Exception {
        LatestFleet fleet = new LatestFleet(new BenchFleet(pace.loggers()), pace.ticks());
        QueryBench bench = new QueryBench(pace, new Rounds(pace.pairs(), pace.seconds(), LINES, fleet.packs(), out));
        try (LatestStores stores = new LatestStores(fleet, server.config(), server.folder(), out)) {
            stores.rollUp();
            stores.addAlarms(pace.alarms());
            bench.rounds.measure(bench.asked(stores, server.config()));
        }
        return bench.outcome(provenance);
    }

    private Map<Question, List<Answers>> asked(LatestStores stores, DatabaseConfig config) {
        Instant from = Instant.ofEpochMilli(BenchFleet.START_MILLIS);
        Instant to = from.plusMillis(pace.ticks() * BenchFleet.INTERVAL_MILLIS);
        Map<Question, List<Answers>> asked = new LinkedHashMap<>();
        for (Question question : Question.values()) {
            boolean isOfMonth = question == Question.ALARMS;
            Instant end = isOfMonth ? from.plusSeconds(31L * 86_400) : to;
            List<Answers> answers = new ArrayList<>();
            answers.add(new BusbarAnswers(
                    BUSBAR, question, stores.apiPort(), stores.token(), from, end, stores::cpuSeconds));
            if (!isOfMonth) {
                answers.add(new QuestDbAnswers(
                        question, stores.questDbServer(), stores.packTable(), stores.bmsTable(), from, end));
            }
            answers.add(new SqlAnswers(question, config, from, end));
            asked.put(question, answers);
        }
        return asked;
    }

    private Outcome outcome(Provenance provenance) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        Map<String, Spread> ratios = new LinkedHashMap<>();
        List<BarChart.Bar> bars = new ArrayList<>();
        Map<Asked, List<Turn>> turns = rounds.turns();
        turns.forEach((asked, measured) -> {
            Spread rate = Spread.of(measured, Turn::perSecond);
            metrics.put(asked.metric() + "_answers_per_second", rate.median());
            metrics.put(
                    asked.metric() + "_p50_millis",
                    Spread.of(measured, Turn::p50Millis).median());
            metrics.put(
                    asked.metric() + "_p99_millis",
                    Spread.of(measured, Turn::p99Millis).median());
            boolean isOurs = asked.answers().name().equals(BUSBAR);
            bars.add(new BarChart.Bar(asked.metric(), rate.median(), rate.min(), rate.max(), isOurs));
            turns.forEach((ours, ourTurns) -> {
                if (ours.answers().name().equals(BUSBAR)
                        && !isOurs
                        && ours.question() == asked.question()
                        && ours.lines() == asked.lines()) {
                    String name = asked.question() + "_vs_" + asked.answers().name();
                    ratios.put(
                            asked.lines() == 1 ? name : name + "_" + asked.lines() + "_clients",
                            Spread.ofRatios(ourTurns, measured, Turn::perSecond));
                }
            });
        });
        BarChart chart =
                new BarChart("Questions to a fleet: " + provenance.machine(), "answers per second", true, bars);
        return new Outcome(new ResultFile(NAME, provenance, "nothing is acknowledged", metrics, ratios), chart);
    }
}
