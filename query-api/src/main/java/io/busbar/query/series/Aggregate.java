package io.busbar.query.series;

import io.busbar.measure.MeasuringPoint;
import org.jspecify.annotations.Nullable;

/** How the values of a bucket become one. Immutable. */
public enum Aggregate {
    MIN("min"),
    MAX("max"),
    /** Weighted by time: a value holds until the next one, at most for the gap cap. Rounded half up to the point's scale. */
    MEAN("mean"),
    LAST("last"),
    /** Of what flowed in the bucket; for energy alone. */
    SUM("sum");

    private final String word;

    Aggregate(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public static @Nullable Aggregate ofWord(String word) {
        for (Aggregate aggregate : values()) {
            if (aggregate.word.equals(word)) {
                return aggregate;
            }
        }
        return null;
    }

    /** What is meant when nobody says: extremes stay extremes, measured quantities are averaged, states keep the last. */
    static Aggregate usualFor(MeasuringPoint point) {
        return switch (point.role()) {
            case CELL_DIFFERENTIAL,
                    LARGEST_DIFFERENTIAL,
                    SERIES_SPAN,
                    MAX_CELL_VOLTAGE,
                    DERIVED_MAX_CELL,
                    MAX_TEMPERATURE -> MAX;
            case MIN_CELL_VOLTAGE, DERIVED_MIN_CELL, MIN_TEMPERATURE -> MIN;
            case ENERGY_IN, ENERGY_OUT -> SUM;
            case SOC, VOLTAGE, CURRENT, CELL_VOLTAGE, TEMPERATURE -> MEAN;
            default -> LAST;
        };
    }
}
