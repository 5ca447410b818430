package io.busbar.benchmarks;

/**
 * How much {@code bench encode} encodes. Immutable.
 *
 * @param pairs how often every form has its turn, from 1
 * @param rows of 30 cells in the answer
 * @param answers encoded in a turn at least
 * @param cpuSeconds that a turn takes at least, from 0: the clock of processor time ticks every 10 ms, and what is not compiled yet is in a turn, too
 */
record EncodePace(int pairs, int rows, int answers, double cpuSeconds) {

    /** A day of a logger that sends every 10 s. */
    static final EncodePace FULL = new EncodePace(9, 8_640, 60, 1);

    EncodePace {
        if (pairs < 1 || rows < 1 || answers < 1 || cpuSeconds < 0) {
            throw new IllegalArgumentException("pace out of range: pairs=" + pairs + ", rows=" + rows + ", answers="
                    + answers + ", allowed: from 1; cpuSeconds=" + cpuSeconds + ", allowed: from 0");
        }
    }
}
