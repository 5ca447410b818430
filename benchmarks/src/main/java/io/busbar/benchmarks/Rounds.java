package io.busbar.benchmarks;

import io.busbar.benchmarks.query.Answers;
import io.busbar.benchmarks.query.Answers.Reply;
import io.busbar.benchmarks.query.Question;
import java.io.PrintStream;
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
 * Asks everybody the same questions in turns, forwards and backwards, by so many lines at once. Before anything is measured everybody is asked
 * everything, and has to answer the same. Confined to one thread.
 */
final class Rounds {

    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(600);
    private static final int DIGITS = 3;

    /** Servers that compile while they work are measured when they have: on few processors that takes seconds of every question. */
    private static final int WARM_TURNS = 4;

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final long SEED = 20_260_301;

    private final int pairs;
    private final double seconds;
    private final List<Integer> lines;
    private final List<String> packs;
    private final PrintStream out;
    private final Map<Asked, List<Turn>> turns = new LinkedHashMap<>();

    /**
     * @param pairs how often everybody has a turn with every question
     * @param seconds of a turn
     * @param lines how many ask at once, turn by turn
     * @param packs to ask about
     */
    Rounds(int pairs, double seconds, List<Integer> lines, List<String> packs, PrintStream out) {
        this.pairs = pairs;
        this.seconds = seconds;
        this.lines = lines;
        this.packs = packs;
        this.out = out;
    }

    /** Who was asked what by how many. Immutable. */
    record Asked(Question question, Answers answers, int lines) {

        String metric() {
            return question + "_" + answers.name() + "_" + lines + (lines == 1 ? "_client" : "_clients");
        }
    }

    /**
     * What came of it. Immutable.
     *
     * @param cpuMillis of each answer, on the side of who answers; NaN when that is not known
     */
    record Turn(double perSecond, double p50Millis, double p99Millis, double cpuMillis) {}

    /** All of them, in the order in which they were first asked. */
    Map<Asked, List<Turn>> turns() {
        return turns;
    }

    void measure(Map<Question, List<Answers>> asked) throws Exception {
        for (Map.Entry<Question, List<Answers>> question : asked.entrySet()) {
            out.println();
            requireSame(question.getKey(), question.getValue());
            for (Answers answers : question.getValue()) {
                for (int turn = 0; turn < WARM_TURNS; turn++) {
                    turn(new Asked(question.getKey(), answers, lines.get(lines.size() - 1)));
                }
            }
        }
        out.println();
        for (int pair = 1; pair <= pairs; pair++) {
            for (Map.Entry<Question, List<Answers>> question : asked.entrySet()) {
                for (int together : lines) {
                    for (Answers answers : question.getValue()) {
                        Asked one = new Asked(question.getKey(), answers, together);
                        Turn turn = turn(one);
                        turns.computeIfAbsent(one, first -> new ArrayList<>()).add(turn);
                        out.printf(
                                Locale.ROOT,
                                "pair %d of %d  %-32s %,9.1f a second  p50 %,9.2f ms  p99 %,9.2f ms  cpu %,9.2f ms%n",
                                pair,
                                pairs,
                                one.metric(),
                                turn.perSecond(),
                                turn.p50Millis(),
                                turn.p99Millis(),
                                turn.cpuMillis());
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
        List<Answers.Line> open = new ArrayList<>();
        try {
            for (int i = 0; i < asked.lines(); i++) {
                open.add(asked.answers().open());
            }
            double cpuBefore = asked.answers().cpuSeconds();
            long begun = System.nanoTime();
            long end = begun + (long) (seconds * 1e9);
            List<Future<Histogram>> working = new ArrayList<>();
            for (int i = 0; i < asked.lines(); i++) {
                Answers.Line line = open.get(i);
                SplittableRandom random = new SplittableRandom(SEED + i);
                working.add(threads.submit(() -> ask(line, random, end)));
            }
            Histogram all = new Histogram(LONGEST_NANOS, DIGITS);
            for (Future<Histogram> one : working) {
                all.add(one.get());
            }
            double took = (System.nanoTime() - begun) / 1e9;
            double cpu = asked.answers().cpuSeconds() - cpuBefore;
            return new Turn(
                    all.getTotalCount() / took,
                    all.getValueAtPercentile(50) / NANOS_PER_MILLI,
                    all.getValueAtPercentile(99) / NANOS_PER_MILLI,
                    cpu * MILLIS_PER_SECOND / all.getTotalCount());
        } finally {
            threads.shutdownNow();
            for (Answers.Line line : open) {
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
}
