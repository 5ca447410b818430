package io.busbar.query.series;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of an answer in ascending order of time, with a value or nothing per column. They are kept column by column, so that formats of columns
 * copy and formats of rows pick; the block is used again for the next rows. Confined to one thread.
 *
 * <pre>
 *             row 0   row 1   row 2 …
 *  time         ▪       ▪       ▪
 *  column 0     ▪       –       ▪       a number, 0 where there is none, and a bit that says whether there is one
 *  column 1     ▪       ▪       ▪
 * </pre>
 */
public final class SeriesBlock {

    /** Of the blocks that an answer comes in; the last of a series may have fewer. */
    public static final int MAX_ROWS = 256;

    private final int columns;
    private final int capacity;
    private final int words;
    private final long[] timesMillis;
    private final long[] values;
    private final long[] present;
    private final int[] ints;
    private int rows;

    /** Null until a row has a text. */
    private @Nullable String @Nullable [] texts;

    /** Null while each value is one that was observed at the time of its row. */
    private @Nullable Made made;

    /** From how many values each was made, and when the newest of these was observed. */
    private record Made(long[] counts, long[] newestAtMillis) {}

    SeriesBlock(int columns, int capacity) {
        this.columns = columns;
        this.capacity = capacity;
        this.words = (capacity + Long.SIZE - 1) / Long.SIZE;
        this.timesMillis = new long[capacity];
        this.values = new long[columns * capacity];
        this.present = new long[columns * words];
        this.ints = new int[capacity];
    }

    public int columns() {
        return columns;
    }

    public int rows() {
        return rows;
    }

    boolean isFull() {
        return rows == capacity;
    }

    public long timeMillis(int row) {
        return timesMillis[row];
    }

    public boolean has(int column, int row) {
        return (present[column * words + row / Long.SIZE] >>> row & 1) != 0;
    }

    /** At the column's scale; 0 without {@link #has} and for texts. */
    public long value(int column, int row) {
        return values[column * capacity + row];
    }

    /** Null in columns that are no texts. */
    public @Nullable String text(int column, int row) {
        return texts == null ? null : texts[column * capacity + row];
    }

    /** Puts the times of all rows from {@code at} on. */
    public void putTimes(LongBuffer target, int at) {
        target.put(at, timesMillis, 0, rows);
    }

    /** Puts the column's values of all rows from {@code at} on. */
    public void putValues(int column, LongBuffer target, int at) {
        target.put(at, values, column * capacity, rows);
    }

    /** Puts the column's values of all rows, which have no more than 32 bits, from {@code at} on. */
    public void putValues(int column, IntBuffer target, int at) {
        int first = column * capacity;
        for (int row = 0; row < rows; row++) {
            ints[row] = (int) values[first + row];
        }
        target.put(at, ints, 0, rows);
    }

    /**
     * Sets the bits of the rows in which the column has a value.
     *
     * @param target the lowest bit of a word is its first, and those from {@code at} on are not set
     */
    public void putPresence(int column, long[] target, int at) {
        int shift = at % Long.SIZE;
        int first = column * words;
        int to = at / Long.SIZE;
        for (int from = first; from < first + (rows + Long.SIZE - 1) / Long.SIZE; from++, to++) {
            long word = present[from];
            target[to] |= word << shift;
            if (shift != 0 && to + 1 < target.length) {
                target[to + 1] |= word >>> (Long.SIZE - shift);
            }
        }
    }

    /** Begins a row without values, the last one from now on. */
    void add(long atMillis) {
        timesMillis[rows++] = atMillis;
    }

    /** Takes the last row back, which has no value. */
    void removeEmpty() {
        rows--;
    }

    /** Makes room for other rows. */
    void clear() {
        rows = 0;
        Arrays.fill(values, 0);
        Arrays.fill(present, 0);
        if (texts != null) {
            Arrays.fill(texts, null);
        }
        made = null;
    }

    /** Sets a value of the last row that was observed at its time. */
    void set(int column, long value) {
        if (made == null) {
            put(column, value);
        } else {
            set(column, value, 1, timesMillis[rows - 1]);
        }
    }

    /** Sets a value of the last row that was made from several, or from none of its own bucket. */
    void set(int column, long value, long count, long newestMillis) {
        put(column, value);
        Made of = made == null ? madeOfOne() : made;
        made = of;
        of.counts[column * capacity + rows - 1] = count;
        of.newestAtMillis[column * capacity + rows - 1] = newestMillis;
    }

    void set(int column, String text) {
        set(column, 0);
        texts = texts == null ? new @Nullable String[values.length] : texts;
        texts[column * capacity + rows - 1] = text;
    }

    void remove(int column, int row) {
        values[column * capacity + row] = 0;
        present[column * words + row / Long.SIZE] &= ~(1L << row);
    }

    /** How many values the column's value was made from. */
    long count(int column, int row) {
        return !has(column, row) ? 0 : made == null ? 1 : made.counts[column * capacity + row];
    }

    /** When the newest of them was observed; meaningless without {@link #has}. */
    long newestAtMillis(int column, int row) {
        return made == null ? timesMillis[row] : made.newestAtMillis[column * capacity + row];
    }

    /** Copies a row to the end of another block of as many columns. */
    void copyRow(int row, SeriesBlock target) {
        for (int column = 0; column < columns; column++) {
            String text = text(column, row);
            if (text != null) {
                target.set(column, text);
            } else if (has(column, row) && made == null) {
                target.set(column, value(column, row));
            } else if (has(column, row)) {
                target.set(column, value(column, row), count(column, row), newestAtMillis(column, row));
            }
        }
    }

    /** What it holds now, in a block of its own. */
    public SeriesBlock copy() {
        SeriesBlock copy = new SeriesBlock(columns, Math.max(1, rows));
        for (int row = 0; row < rows; row++) {
            copy.add(timesMillis[row]);
            copyRow(row, copy);
        }
        return copy;
    }

    private void put(int column, long value) {
        int row = rows - 1;
        values[column * capacity + row] = value;
        present[column * words + row / Long.SIZE] |= 1L << row;
    }

    private Made madeOfOne() {
        Made of = new Made(new long[values.length], new long[values.length]);
        Arrays.fill(of.counts, 1);
        for (int column = 0; column < columns; column++) {
            System.arraycopy(timesMillis, 0, of.newestAtMillis, column * capacity, rows);
        }
        return of;
    }
}
