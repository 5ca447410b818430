package io.busbar.query.series;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One time and a value or nothing per column; used again for every row of an answer. Confined to one thread. */
public final class SeriesRow {

    private long timeMillis;
    private final long[] values;
    private final boolean[] present;
    private final @Nullable String[] texts;

    public SeriesRow(int columns) {
        values = new long[columns];
        present = new boolean[columns];
        texts = new @Nullable String[columns];
    }

    public long timeMillis() {
        return timeMillis;
    }

    public int size() {
        return values.length;
    }

    public boolean has(int column) {
        return present[column];
    }

    /** At the column's scale; meaningless without {@link #has} and for texts. */
    public long value(int column) {
        return values[column];
    }

    /** Null in columns that are no texts. */
    public @Nullable String text(int column) {
        return texts[column];
    }

    void begin(long atMillis) {
        timeMillis = atMillis;
        Arrays.fill(present, false);
        Arrays.fill(texts, null);
    }

    void set(int column, long value) {
        values[column] = value;
        present[column] = true;
    }

    void set(int column, String text) {
        texts[column] = text;
        present[column] = true;
    }
}
