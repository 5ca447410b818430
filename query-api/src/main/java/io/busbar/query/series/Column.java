package io.busbar.query.series;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One column of an answer: what it is called and where its values are kept. Immutable.
 *
 * @param name of the catalogue, or {@code cells[3]}, {@code temperatures[1]}
 * @param point id; null for a cell or temperature beyond those that the catalogue names
 * @param aggregate null in raw answers
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
        int index) {

    private static final String POINT_SERIES = "point ";

    /** Where values are kept. Immutable. */
    public enum Store {
        /** A column of bms_sample or pack_sample. */
        FRAME,
        /** An element of pack_sample.cell_mv. */
        CELL,
        /** An element of pack_sample.temp_cc. */
        TEMPERATURE,
        /** point_sample. */
        NUMBER,
        /** point_text. */
        TEXT
    }

    Column with(@Nullable Aggregate other) {
        return new Column(name, point, unit, scale, other, usual, store, sqlColumn, index);
    }

    boolean inFrameTable() {
        return store == Store.FRAME || store == Store.CELL || store == Store.TEMPERATURE;
    }

    public boolean text() {
        return store == Store.TEXT;
    }

    /** What its frozen buckets are called; texts have none. */
    String series() {
        return store == Store.NUMBER ? pointSeries(Objects.requireNonNull(point)) : frameExpression();
    }

    static String pointSeries(int pointId) {
        return POINT_SERIES + pointId;
    }

    static boolean isPointSeries(String series) {
        return series.startsWith(POINT_SERIES);
    }

    /** The SQL expression of the value in its row of the frame table. */
    String frameExpression() {
        return switch (store) {
            case FRAME -> sqlColumn;
            case CELL -> "cell_mv[" + index + "]";
            case TEMPERATURE -> "temp_cc[" + index + "]";
            case NUMBER, TEXT -> throw new IllegalStateException(name + " is not in a frame table");
        };
    }
}
