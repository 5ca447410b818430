package io.busbar.benchmarks;

/** How much {@code bench latest} asks. Immutable. */
record LatestPace(int pairs) {

    static final LatestPace FULL = new LatestPace(5);
}
