package io.busbar.benchmarks;

import java.io.PrintStream;

final class LatestBench {

    static final String NAME = "latest";

    private LatestBench() {}

    static Outcome run(Provenance provenance, LatestPace pace, BenchServer server, PrintStream out) {
        throw new UnsupportedOperationException();
    }
}
