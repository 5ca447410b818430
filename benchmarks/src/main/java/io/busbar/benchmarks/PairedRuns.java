package io.busbar.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Busbar and its peers on the same work in turn, A B C A B C …, so that a slow minute of the machine meets all of a round; what counts is the
 * ratio inside each round. Immutable.
 *
 * @param rounds what each method measured, by its name
 */
record PairedRuns(List<Map<String, StepRun>> rounds) {

    private static final String BUSBAR = "busbar";

    PairedRuns {
        rounds = rounds.stream().map(Map::copyOf).toList();
    }

    /** Runs these methods of the class, {@code busbar} among them, one line of progress a run. */
    static PairedRuns of(Class<?> benchmark, List<String> methods, Pace pace, PrintStream progress) {
        List<Map<String, StepRun>> rounds = new ArrayList<>();
        for (int number = 1; number <= pace.pairs(); number++) {
            Map<String, StepRun> round = new LinkedHashMap<>();
            for (String method : methods) {
                StepRun run = StepRun.of(benchmark, method, pace);
                progress.printf(
                        Locale.ROOT,
                        "round %d of %d  %-20s %,9.0f ns  %,7.0f bytes%n",
                        number,
                        pace.pairs(),
                        method,
                        run.nanosPerFrame(),
                        run.bytesPerFrame());
                round.put(method, run);
            }
            rounds.add(round);
        }
        return new PairedRuns(rounds);
    }

    double nanos(String method) {
        return Spread.of(runs(method), StepRun::nanosPerFrame).median();
    }

    double bytes(String method) {
        return Spread.of(runs(method), StepRun::bytesPerFrame).median();
    }

    /** How many times Busbar's time the peer takes. */
    Spread ratio(String peer) {
        return Spread.ofRatios(runs(peer), runs(BUSBAR), StepRun::nanosPerFrame);
    }

    private List<StepRun> runs(String method) {
        return rounds.stream()
                .map(round -> Objects.requireNonNull(round.get(method), method))
                .toList();
    }
}
