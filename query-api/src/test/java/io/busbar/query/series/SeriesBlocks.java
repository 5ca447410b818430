package io.busbar.query.series;

import org.jspecify.annotations.Nullable;

/** Rows for tests of who writes them. Stateless. */
public final class SeriesBlocks {

    private SeriesBlocks() {}

    /**
     * One row.
     *
     * @param values a {@link Long}, a {@link String} or null for each column
     */
    public static SeriesBlock of(long atMillis, @Nullable Object... values) {
        SeriesBlock block = new SeriesBlock(values.length, 1);
        block.add(atMillis);
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof String text) {
                block.set(i, text);
            } else if (values[i] instanceof Long number) {
                block.set(i, number);
            }
        }
        return block;
    }
}
