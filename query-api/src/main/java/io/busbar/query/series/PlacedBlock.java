package io.busbar.query.series;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/** Some rows of a {@link PlacedQuery}, one after the other; used again for others. Confined to one thread at a time. */
final class PlacedBlock {

    private final PlacedQuery query;
    private int[] stretches = {};
    private long[] values = {};
    private int rows;
    private boolean isLast;

    PlacedBlock(PlacedQuery query) {
        this.query = query;
    }

    /** Reads the next rows of the statement, no more than so many, in place of what it holds. */
    PlacedBlock read(ResultSet from, int most) throws SQLException {
        rows = 0;
        int read = 0;
        while (read < most && from.next()) {
            read++;
            if (query.isPacked()) {
                addPacked(from.getInt(1), from.getBytes(2));
            } else {
                addRow(from);
            }
        }
        isLast = read < most;
        return this;
    }

    int rows() {
        return rows;
    }

    /** Whether the statement has no rows after these; when it is not, there is a row in this one. */
    boolean isLast() {
        return isLast;
    }

    int stretch(int row) {
        return stretches[row];
    }

    long value(int row, int column) {
        return values[row * query.columns() + column];
    }

    private void addRow(ResultSet from) throws SQLException {
        int at = add(from.getInt(1), 1);
        for (int column = 0; column < query.columns(); column++) {
            long value = from.getLong(column + 2);
            values[at + column] = from.wasNull() ? PlacedRows.NONE : value;
        }
    }

    private void addPacked(int stretch, byte[] packed) {
        int count = packed.length / (query.columns() * Long.BYTES);
        int at = add(stretch, count);
        ByteBuffer.wrap(packed).asLongBuffer().get(values, at, count * query.columns());
    }

    /** Makes room for rows of a stretch and returns where their values go. */
    private int add(int stretch, int count) {
        int at = rows;
        rows += count;
        if (rows > stretches.length) {
            stretches = Arrays.copyOf(stretches, Math.max(rows, 2 * stretches.length));
            values = Arrays.copyOf(values, stretches.length * query.columns());
        }
        Arrays.fill(stretches, at, rows, stretch);
        return at * query.columns();
    }
}
