package io.busbar.query.series;

import org.jspecify.annotations.Nullable;

/** Rows for tests of who writes them. Stateless. */
public final class SeriesRows {

    private SeriesRows() {}

    /** @param values a {@link Long}, a {@link String} or null for each column */
    public static SeriesRow of(long atMillis, @Nullable Object... values) {
        SeriesRow row = new SeriesRow(values.length);
        row.begin(atMillis);
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof String text) {
                row.set(i, text);
            } else if (values[i] instanceof Long number) {
                row.set(i, number);
            }
        }
        return row;
    }
}
