package io.busbar.standalone;

import java.io.PrintStream;
import java.util.concurrent.Callable;

/** Tells the user what is being started and how long it took. Thread-safe. */
final class Progress {

    private final PrintStream out;

    Progress(PrintStream out) {
        this.out = out;
    }

    <T> T step(String what, Callable<T> step) throws Exception {
        long start = System.nanoTime();
        T made = step.call();
        out.printf("  %-28s ready after %.1f s%n", what, (System.nanoTime() - start) / 1e9);
        return made;
    }
}
