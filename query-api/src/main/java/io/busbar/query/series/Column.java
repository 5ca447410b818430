package io.busbar.query.series;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One column of an answer: what it is called and where its values are kept. Immutable.
 *
 * @param name of the catalogue, or {@code cells[3]}, {@code temperatures[1]}
 * @param point id; null for a cell or temperature beyond those that the catalogue names
 * @param aggregate null in raw answers
 * @param lowest the least value that is believed
 * @param highest the greatest value that is believed
 */
public record Column(
        String name,
        @Nullable Integer point,
        String unit,
        int scale,
        @Nullable Aggregate aggregate,
        Aggregate usual,
        Store store,
        String sqlColumn,
        int index,
        long lowest,
        long highest) {

    /** Where values are kept. Immutable. */
    public enum Store {
        /** A column of bms_sample or pack_sample. */
        FRAME,
        /** An element of pack_sample.cells. */
        CELL,
        /** An element of pack_sample.temperatures. */
        TEMPERATURE,
        /** An element of point_sample. */
        NUMBER,
        /** point_text. */
        TEXT,
        /** Made of the samples, by bucket; soc_rollup has it for whole buckets. */
        ENERGY
    }

    Column with(@Nullable Aggregate other) {
        return new Column(name, point, unit, scale, other, usual, store, sqlColumn, index, lowest, highest);
    }

    /** Whether a value counts in buckets; rows show every value. */
    boolean isPlausible(long value) {
        return value >= lowest && value <= highest;
    }

    public boolean text() {
        return store == Store.TEXT;
    }

    /** Whether rows of samples have it. */
    boolean kept() {
        return store != Store.TEXT && store != Store.ENERGY;
    }

    /** Where its numbers are. */
    Series series() {
        return switch (store) {
            case FRAME -> Series.column(sqlColumn);
            case CELL -> Series.cell(index);
            case TEMPERATURE -> Series.temperature(index);
            case NUMBER -> Series.point(Objects.requireNonNull(point));
            case TEXT, ENERGY -> throw new IllegalStateException(name + " is no series of numbers");
        };
    }
}
