package io.busbar.query.series;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One time and a value or nothing per column; used again for every row of an answer. Confined to one thread. */
public final class SeriesRow {

    private long timeMillis;
    private final long[] values;
    private final boolean[] present;
    private final @Nullable String[] texts;
    private final long[] counts;
    private final long[] newestAtMillis;

    public SeriesRow(int columns) {
        values = new long[columns];
        present = new boolean[columns];
        texts = new @Nullable String[columns];
        counts = new long[columns];
        newestAtMillis = new long[columns];
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

    boolean isEmpty() {
        for (boolean one : present) {
            if (one) {
                return false;
            }
        }
        return true;
    }

    /** How many values the column's value was made from. */
    long count(int column) {
        return present[column] ? counts[column] : 0;
    }

    /** When the newest of them was observed. */
    long newestAtMillis(int column) {
        return newestAtMillis[column];
    }

    void begin(long atMillis) {
        timeMillis = atMillis;
        Arrays.fill(present, false);
        Arrays.fill(texts, null);
    }

    void set(int column, long value) {
        set(column, value, 1, timeMillis);
    }

    /** A value that was made from several, or from none of its own bucket. */
    void set(int column, long value, long count, long newestMillis) {
        values[column] = value;
        present[column] = true;
        counts[column] = count;
        newestAtMillis[column] = newestMillis;
    }

    void set(int column, String text) {
        set(column, 0, 1, timeMillis);
        texts[column] = text;
    }

    /** Leaves out values that the columns' points cannot have, as far as it is known; says whether any is left. */
    boolean keepPlausible(List<? extends @Nullable Column> columns) {
        boolean any = false;
        for (int column = 0; column < Math.min(present.length, columns.size()); column++) {
            Column known = columns.get(column);
            present[column] &= known == null || known.isPlausible(values[column]);
            any |= present[column];
        }
        return any;
    }

    /** What it holds now, in a row of its own. */
    public SeriesRow copy() {
        SeriesRow copy = new SeriesRow(values.length);
        copy.copyFrom(this);
        return copy;
    }

    void copyFrom(SeriesRow other) {
        timeMillis = other.timeMillis;
        System.arraycopy(other.values, 0, values, 0, values.length);
        System.arraycopy(other.present, 0, present, 0, present.length);
        System.arraycopy(other.texts, 0, texts, 0, texts.length);
        System.arraycopy(other.counts, 0, counts, 0, counts.length);
        System.arraycopy(other.newestAtMillis, 0, newestAtMillis, 0, newestAtMillis.length);
    }
}
