package io.busbar.benchmarks;

import io.busbar.benchmarks.chart.BarChart;
import io.busbar.benchmarks.fleet.BenchFleet;
import io.busbar.benchmarks.latest.LatestFleet;
import io.busbar.benchmarks.latest.LatestStores;
import io.busbar.benchmarks.query.Answers;
import io.busbar.benchmarks.query.Answers.Reply;
import io.busbar.benchmarks.query.BusbarAnswers;
import io.busbar.benchmarks.query.QuestDbAnswers;
import io.busbar.benchmarks.query.Question;
import io.busbar.benchmarks.query.SqlAnswers;
import io.busbar.jobs.database.DatabaseConfig;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * {@code bench query}: what people ask of a day of a fleet, asked by one client and by eight, each as soon as it has its answer.
 *
 * <pre>
 *                 ┌─ busbar     HTTP, JSON ──▶ query API ── rights, roll-ups, cache ── PostgreSQL
 *  1 or 8 lines ──┼─ questdb    HTTP, JSON ──▶ history, SAMPLE BY, LATEST ON
 *                 └─ plain_sql  PostgreSQL's protocol ──▶ history, GROUP BY, DISTINCT ON
 * </pre>
 *
 * Before anything is measured everybody is asked everything once, and has to answer the same. The latest readings of a device are
 * {@code bench latest}. Alarms are asked of plain SQL alone: Busbar's route joins {@link #asked} when it is there. Confined to one thread.
 */
final class QueryBench {

    static final String NAME = "query";

    private static final List<Integer> LINES = List.of(1, 8);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(600);
    private static final int DIGITS = 3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long SEED = 20_260_301;

    private final QueryPace pace;
    private final PrintStream out;
    private final List<String> packs = new ArrayList<>();
    private final Map<Asked, List<Turn>> turns = new LinkedHashMap<>();

    /** Who was asked what by how many. */
    private record Asked(Question question, Answers answers, int lines) {

        String metric() {
            return question + "_" + answers.name() + "_" + lines + (lines == 1 ? "_client" : "_clients");
        }
    }

    private record Turn(double perSecond, double p50Millis, double p99Millis) {}

    private QueryBench(QueryPace pace, PrintStream out) {
        this.pace = pace;
        this.out = out;
    }

    /** Measures, prints progress, and returns the figures. */
    static Outcome run(Provenance provenance, QueryPace pace, BenchServer server, PrintStream out) throws Exception {
        QueryBench bench = new QueryBench(pace, out);
        LatestFleet fleet = new LatestFleet(new BenchFleet(pace.loggers()), pace.ticks());
        fleet.devices().stream()
                .filter(LatestFleet.Device::isPack)
                .map(LatestFleet.Device::serialNumber)
                .forEach(bench.packs::add);
        try (LatestStores stores = new LatestStores(fleet, server.config(), server.folder(), out)) {
            stores.rollUp();
            stores.addAlarms(pace.alarms());
            bench.measure(bench.asked(stores, server.config()));
        }
        return bench.outcome(provenance);
    }

    private Map<Question, List<Answers>> asked(LatestStores stores, DatabaseConfig config) {
        Instant from = Instant.ofEpochMilli(BenchFleet.START_MILLIS);
        Instant to = from.plusMillis(pace.ticks() * BenchFleet.INTERVAL_MILLIS);
        Map<Question, List<Answers>> asked = new LinkedHashMap<>();
        for (Question question : Question.values()) {
            List<Answers> answers = new ArrayList<>();
            if (question != Question.ALARMS) {
                answers.add(new BusbarAnswers(question, stores.apiPort(), stores.token(), from, to));
                answers.add(new QuestDbAnswers(
                        question, stores.questDbServer(), stores.packTable(), stores.bmsTable(), from, to));
            }
            answers.add(new SqlAnswers(
                    question, config, from, question == Question.ALARMS ? from.plusSeconds(31L * 86_400) : to));
            asked.put(question, answers);
        }
        return asked;
    }

    private void measure(Map<Question, List<Answers>> asked) throws Exception {
        for (Map.Entry<Question, List<Answers>> question : asked.entrySet()) {
            out.println();
            requireSame(question.getKey(), question.getValue());
            for (Answers answers : question.getValue()) {
                turn(new Asked(question.getKey(), answers, LINES.get(LINES.size() - 1))); // warm
            }
        }
        out.println();
        for (int pair = 1; pair <= pace.pairs(); pair++) {
            for (Map.Entry<Question, List<Answers>> question : asked.entrySet()) {
                for (int lines : LINES) {
                    for (Answers answers : question.getValue()) {
                        Asked one = new Asked(question.getKey(), answers, lines);
                        Turn turn = turn(one);
                        turns.computeIfAbsent(one, first -> new ArrayList<>()).add(turn);
                        out.printf(
                                Locale.ROOT,
                                "pair %d of %d  %-32s %,9.1f a second  p50 %,9.2f ms  p99 %,9.2f ms%n",
                                pair,
                                pace.pairs(),
                                one.metric(),
                                turn.perSecond(),
                                turn.p50Millis(),
                                turn.p99Millis());
                    }
                }
                Collections.reverse(question.getValue());
            }
        }
    }

    private void requireSame(Question question, List<Answers> asked) throws Exception {
        Reply first = null;
        for (Answers answers : asked) {
            try (Answers.Line line = answers.open()) {
                Reply reply = line.ask(packs.get(0));
                out.printf(Locale.ROOT, "%s: %s: %s%n", question, answers.name(), answers.description());
                if (reply.values() == 0 || (first != null && !first.equals(reply))) {
                    throw new IllegalStateException(
                            question + ": " + answers.name() + " answers " + reply + ", the first " + first);
                }
                first = reply;
            }
        }
    }

    /** Closed loop: each line asks as soon as it has its answer, at least once. */
    private Turn turn(Asked asked) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(asked.lines());
        List<Answers.Line> lines = new ArrayList<>();
        try {
            for (int i = 0; i < asked.lines(); i++) {
                lines.add(asked.answers().open());
            }
            long begun = System.nanoTime();
            long end = begun + (long) (pace.seconds() * 1e9);
            List<Future<Histogram>> working = new ArrayList<>();
            for (int i = 0; i < asked.lines(); i++) {
                Answers.Line line = lines.get(i);
                SplittableRandom random = new SplittableRandom(SEED + i);
                working.add(threads.submit(() -> ask(line, random, end)));
            }
            Histogram all = new Histogram(LONGEST_NANOS, DIGITS);
            for (Future<Histogram> one : working) {
                all.add(one.get());
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            return new Turn(
                    all.getTotalCount() / seconds,
                    all.getValueAtPercentile(50) / NANOS_PER_MILLI,
                    all.getValueAtPercentile(99) / NANOS_PER_MILLI);
        } finally {
            threads.shutdownNow();
            for (Answers.Line line : lines) {
                line.close();
            }
        }
    }

    private Histogram ask(Answers.Line line, SplittableRandom random, long endNanos) throws Exception {
        Histogram times = new Histogram(LONGEST_NANOS, DIGITS);
        do {
            long begun = System.nanoTime();
            line.ask(packs.get(random.nextInt(packs.size())));
            times.recordValue(System.nanoTime() - begun);
        } while (System.nanoTime() < endNanos);
        return times;
    }

    private Outcome outcome(Provenance provenance) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        Map<String, Spread> ratios = new LinkedHashMap<>();
        List<BarChart.Bar> bars = new ArrayList<>();
        turns.forEach((asked, measured) -> {
            Spread rate = Spread.of(measured, Turn::perSecond);
            metrics.put(asked.metric() + "_answers_per_second", rate.median());
            metrics.put(
                    asked.metric() + "_p50_millis",
                    Spread.of(measured, Turn::p50Millis).median());
            metrics.put(
                    asked.metric() + "_p99_millis",
                    Spread.of(measured, Turn::p99Millis).median());
            boolean isOurs = asked.answers().name().equals("busbar");
            bars.add(new BarChart.Bar(asked.metric(), rate.median(), rate.min(), rate.max(), isOurs));
            turns.forEach((ours, ourTurns) -> {
                if (ours.answers().name().equals("busbar")
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
