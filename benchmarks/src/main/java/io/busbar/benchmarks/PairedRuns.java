package io.busbar.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Busbar and a peer on the same work in turn, A B A B …, so that a slow minute of the machine meets both of a pair; what counts is the
 * ratio inside each pair. Immutable.
 */
record PairedRuns(List<Pair> pairs) {

    /** One run of each, one right after the other. */
    record Pair(StepRun busbar, StepRun peer) {

        /** How many times Busbar's time the peer takes. */
        double ratio() {
            return peer.nanosPerFrame() / busbar.nanosPerFrame();
        }
    }

    PairedRuns {
        pairs = List.copyOf(pairs);
    }

    /** Runs the methods {@code busbar} and {@code peer} of the class, one line of progress a run. */
    static PairedRuns of(Class<?> benchmark, String peer, Pace pace, PrintStream progress) {
        List<Pair> pairs = new ArrayList<>();
        for (int number = 1; number <= pace.pairs(); number++) {
            String prefix = "pair " + number + " of " + pace.pairs();
            StepRun ours = run(benchmark, "busbar", pace, prefix, progress);
            StepRun theirs = run(benchmark, peer, pace, prefix, progress);
            pairs.add(new Pair(ours, theirs));
        }
        return new PairedRuns(pairs);
    }

    private static StepRun run(Class<?> benchmark, String method, Pace pace, String prefix, PrintStream progress) {
        StepRun run = StepRun.of(benchmark, method, pace);
        progress.printf(
                Locale.ROOT,
                "%s  %-8s %,9.0f ns  %,7.0f bytes%n",
                prefix,
                method,
                run.nanosPerFrame(),
                run.bytesPerFrame());
        return run;
    }

    Spread busbarNanos() {
        return Spread.of(pairs, pair -> pair.busbar().nanosPerFrame());
    }

    Spread busbarBytes() {
        return Spread.of(pairs, pair -> pair.busbar().bytesPerFrame());
    }

    Spread peerNanos() {
        return Spread.of(pairs, pair -> pair.peer().nanosPerFrame());
    }

    Spread peerBytes() {
        return Spread.of(pairs, pair -> pair.peer().bytesPerFrame());
    }

    Spread ratio() {
        return Spread.of(pairs, Pair::ratio);
    }
}
