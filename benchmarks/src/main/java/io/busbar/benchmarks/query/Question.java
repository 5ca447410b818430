package io.busbar.benchmarks.query;

import java.util.Locale;

/** What is asked. Immutable. */
public enum Question {
    /** The cells of a pack, a day of them, every value. */
    DAY,
    /** The highest SOC of every BMS in every five minutes of everything there is. */
    ROLLUP,
    /** The twenty packs whose cells are furthest apart now. */
    IMBALANCE,
    /** The alarms of a month, in the order of their raise. */
    ALARMS;

    /** Packs that are told of as the most imbalanced. */
    public static final int TOP = 20;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
