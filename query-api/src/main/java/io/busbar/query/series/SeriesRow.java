package io.busbar.query.series;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last row of a {@link SeriesBlock}, which values are put into, or one by itself that is used again. Confined to one thread. */
final class SeriesRow {

    private final SeriesBlock block;

    /** One by itself. */
    SeriesRow(int columns) {
        this(new SeriesBlock(columns, 1));
    }

    /** The row that is the block's last at any time. */
    SeriesRow(SeriesBlock block) {
        this.block = block;
    }

    long timeMillis() {
        return block.timeMillis(last());
    }

    boolean has(int column) {
        return block.has(column, last());
    }

    /** At the column's scale; 0 without {@link #has} and for texts. */
    long value(int column) {
        return block.value(column, last());
    }

    boolean isEmpty() {
        for (int column = 0; column < block.columns(); column++) {
            if (has(column)) {
                return false;
            }
        }
        return true;
    }

    /** How many values the column's value was made from. */
    long count(int column) {
        return block.count(column, last());
    }

    /** When the newest of them was observed. */
    long newestAtMillis(int column) {
        return block.newestAtMillis(column, last());
    }

    /** Of a row by itself: what it held is gone. */
    void begin(long atMillis) {
        block.clear();
        block.add(atMillis);
    }

    void set(int column, long value) {
        block.set(column, value);
    }

    /** A value that was made from several, or from none of its own bucket. */
    void set(int column, long value, long count, long newestMillis) {
        block.set(column, value, count, newestMillis);
    }

    void set(int column, String text) {
        block.set(column, text);
    }

    /** Leaves out values that the columns' points cannot have, as far as it is known; says whether any is left. */
    boolean keepPlausible(List<? extends @Nullable Column> columns) {
        boolean any = false;
        for (int column = 0; column < Math.min(block.columns(), columns.size()); column++) {
            Column known = columns.get(column);
            if (known != null && has(column) && !known.isPlausible(value(column))) {
                block.remove(column, last());
            }
            any |= has(column);
        }
        return any;
    }

    /** Takes the values of a row of the same time. */
    void copyFrom(SeriesRow other) {
        other.block.copyRow(other.last(), block);
    }

    private int last() {
        return block.rows() - 1;
    }
}
