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
    public static final int MAX_ROWS = 512;

    private final int columns;
    private final int capacity;
    private final int words;
    private final long[] timesMillis;
    private final long[] present;
    private int rows;

    /** The values while each has no more than 32 bits, as nearly all have; then these are stale. */
    private final int[] narrow;

    /** The values from the first on that has more bits. */
    private long @Nullable [] wide;

    /** Null until a row has a text. */
    private @Nullable String @Nullable [] texts;

    /** Whether values were made from others: else each was observed at the time of its row. */
    private boolean made;

    /** From how many values each was made. */
    private long[] counts = {};

    /** When the newest of these was observed. */
    private long[] newestAtMillis = {};

    SeriesBlock(int columns, int capacity) {
        this.columns = columns;
        this.capacity = capacity;
        this.words = (capacity + Long.SIZE - 1) / Long.SIZE;
        this.timesMillis = new long[capacity];
        this.narrow = new int[columns * capacity];
        this.present = new long[columns * words];
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
        int at = column * capacity + row;
        return wide == null ? narrow[at] : wide[at];
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
        if (wide != null) {
            target.put(at, wide, column * capacity, rows);
        } else {
            for (int row = 0; row < rows; row++) {
                target.put(at + row, value(column, row));
            }
        }
    }

    /** Puts the column's values of all rows, which have no more than 32 bits, from {@code at} on. */
    public void putValues(int column, IntBuffer target, int at) {
        if (wide == null) {
            target.put(at, narrow, column * capacity, rows);
        } else {
            for (int row = 0; row < rows; row++) {
                target.put(at + row, (int) value(column, row));
            }
        }
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
        int count = (rows + Long.SIZE - 1) / Long.SIZE;
        for (int i = 0; i < count; i++) {
            target[to + i] |= present[first + i] << shift;
        }
        if (shift != 0) {
            int room = Math.min(count, target.length - to - 1);
            for (int i = 0; i < room; i++) {
                target[to + 1 + i] |= present[first + i] >>> (Long.SIZE - shift);
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
        for (int column = 0; column < columns; column++) {
            int first = column * capacity;
            if (wide == null) {
                Arrays.fill(narrow, first, first + rows, 0);
            } else {
                Arrays.fill(wide, first, first + rows, 0);
            }
        }
        Arrays.fill(present, 0);
        if (texts != null) {
            Arrays.fill(texts, null);
        }
        made = false;
        rows = 0;
    }

    /** Sets a value of the last row that was observed at its time. */
    void set(int column, long value) {
        if (made) {
            set(column, value, 1, timesMillis[rows - 1]);
        } else {
            put(column, value);
        }
    }

    /** Sets a value of the last row that was made from several, or from none of its own bucket. */
    void set(int column, long value, long count, long newestMillis) {
        put(column, value);
        if (!made) {
            beginMade();
        }
        counts[column * capacity + rows - 1] = count;
        newestAtMillis[column * capacity + rows - 1] = newestMillis;
    }

    void set(int column, String text) {
        set(column, 0);
        texts = texts == null ? new @Nullable String[narrow.length] : texts;
        texts[column * capacity + rows - 1] = text;
    }

    void remove(int column, int row) {
        store(column, row, 0);
        present[column * words + row / Long.SIZE] &= ~(1L << row);
    }

    /** How many values the column's value was made from. */
    long count(int column, int row) {
        return !has(column, row) ? 0 : made ? counts[column * capacity + row] : 1;
    }

    /** When the newest of them was observed; meaningless without {@link #has}. */
    long newestAtMillis(int column, int row) {
        return made ? newestAtMillis[column * capacity + row] : timesMillis[row];
    }

    /** How many values the column's values were made from. */
    long count(int column) {
        long count = 0;
        if (made) {
            for (int row = 0; row < rows; row++) {
                count += count(column, row);
            }
        } else {
            for (int word = column * words; word < (column + 1) * words; word++) {
                count += Long.bitCount(present[word]);
            }
        }
        return count;
    }

    /** When the newest of these was observed; {@link Long#MIN_VALUE} when there are none. */
    long newestAtMillis(int column) {
        long newest = Long.MIN_VALUE;
        for (int row = rows - 1; row >= 0; row--) {
            if (count(column, row) > 0) {
                newest = Math.max(newest, newestAtMillis(column, row));
                if (!made) {
                    break;
                }
            }
        }
        return newest;
    }

    /** Copies a row to the end of another block of as many columns. */
    void copyRow(int row, SeriesBlock target) {
        for (int column = 0; column < columns; column++) {
            String text = text(column, row);
            if (text != null) {
                target.set(column, text);
            } else if (has(column, row) && made) {
                target.set(column, value(column, row), count(column, row), newestAtMillis(column, row));
            } else if (has(column, row)) {
                target.set(column, value(column, row));
            }
        }
    }

    /** What it holds now, in a block of its own. */
    public SeriesBlock copy() {
        SeriesBlock copy = new SeriesBlock(columns, Math.max(1, rows));
        copy.rows = rows;
        System.arraycopy(timesMillis, 0, copy.timesMillis, 0, rows);
        if (wide == null) {
            copyColumns(narrow, copy.narrow, copy);
        } else {
            copyColumns(wide, copy.widened(), copy);
        }
        for (int column = 0; column < columns; column++) {
            System.arraycopy(present, column * words, copy.present, column * copy.words, copy.words);
        }
        @Nullable String[] ofThis = texts;
        if (ofThis != null) {
            @Nullable String[] ofCopy = new @Nullable String[copy.narrow.length];
            copyColumns(ofThis, ofCopy, copy);
            copy.texts = ofCopy;
        }
        if (made) {
            copy.beginMade();
            copyColumns(counts, copy.counts, copy);
            copyColumns(newestAtMillis, copy.newestAtMillis, copy);
        }
        return copy;
    }

    private void copyColumns(Object from, Object to, SeriesBlock copy) {
        for (int column = 0; column < columns; column++) {
            System.arraycopy(from, column * capacity, to, column * copy.capacity, rows);
        }
    }

    private void put(int column, long value) {
        int row = rows - 1;
        store(column, row, value);
        present[column * words + row / Long.SIZE] |= 1L << row;
    }

    private void store(int column, int row, long value) {
        int at = column * capacity + row;
        if (wide == null && value == (int) value) {
            narrow[at] = (int) value;
        } else {
            widened()[at] = value;
        }
    }

    private long[] widened() {
        if (wide == null) {
            wide = Arrays.stream(narrow).asLongStream().toArray();
        }
        return wide;
    }

    /** What there is already was observed at the time of its row. */
    private void beginMade() {
        made = true;
        if (counts.length == 0) {
            counts = new long[narrow.length];
            newestAtMillis = new long[narrow.length];
        }
        for (int column = 0; column < columns; column++) {
            Arrays.fill(counts, column * capacity, column * capacity + rows, 1);
            System.arraycopy(timesMillis, 0, newestAtMillis, column * capacity, rows);
        }
    }
}
