package io.busbar.benchmarks;

/**
 * How much {@code bench encode} encodes. Immutable.
 *
 * @param pairs how often every form has its turn, from 1
 * @param rows of 30 cells in the answer
 * @param answers encoded in a turn at least
 */
record EncodePace(int pairs, int rows, int answers) {

    /** A day of a logger that sends every 10 s. */
    static final EncodePace FULL = new EncodePace(9, 8_640, 60);

    EncodePace {
        if (pairs < 1 || rows < 1 || answers < 1) {
            throw new IllegalArgumentException("pace out of range: pairs=" + pairs + ", rows=" + rows + ", answers="
                    + answers + ", allowed: from 1");
        }
    }
}
