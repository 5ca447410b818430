package io.busbar.query.series;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Thins rows out so that no extreme is lost: the range is cut into slots of equal length, and of each slot the rows stay that are the first to have
 * the least or the greatest value of a column, as they were received, and those with a text. At most two rows a column and slot. Memory for one
 * slot. Confined to one thread.
 */
final class ExtremeRows implements RowCursor {

    /** As answers name it. */
    static final String METHOD = "minmax";

    private final RowCursor rows;
    private final List<Column> columns;
    private final long fromMillis;
    private final long rangeMillis;
    private final int slots;
    private final ArrayDeque<SeriesRow> ready = new ArrayDeque<>();

    ExtremeRows(RowCursor rows, List<Column> columns, SeriesRequest request, int slots) {
        this.rows = rows;
        this.columns = columns;
        this.fromMillis = request.from().toEpochMilli();
        this.rangeMillis = request.rangeMillis();
        this.slots = slots;
    }

    @Override
    public long timeMillis() throws SQLException, IOException {
        while (ready.isEmpty()) {
            long at = rows.timeMillis();
            if (at == Long.MAX_VALUE) {
                return at;
            }
            readSlot(at);
        }
        return ready.element().timeMillis();
    }

    @Override
    public void fill(long atMillis, SeriesRow target) throws SQLException, IOException {
        if (atMillis != Long.MAX_VALUE && timeMillis() == atMillis) {
            target.copyFrom(ready.remove());
        }
    }

    @Override
    public void close() throws SQLException {
        rows.close();
    }

    /** Of a slot whose rows have no values nothing is kept. */
    private void readSlot(long firstMillis) throws SQLException, IOException {
        long at = firstMillis;
        long slot = slot(at);
        @Nullable SeriesRow[] least = new @Nullable SeriesRow[columns.size()];
        @Nullable SeriesRow[] greatest = new @Nullable SeriesRow[columns.size()];
        SortedMap<Long, SeriesRow> texts = new TreeMap<>();
        for (; at != Long.MAX_VALUE && slot(at) == slot; at = rows.timeMillis()) {
            SeriesRow row = new SeriesRow(columns.size());
            row.begin(at);
            rows.fill(at, row);
            for (int column = 0; column < columns.size(); column++) {
                if (columns.get(column).text() && row.has(column)) {
                    texts.put(at, row);
                } else if (row.has(column)) {
                    SeriesRow lowest = least[column];
                    SeriesRow highest = greatest[column];
                    least[column] = lowest == null || row.value(column) < lowest.value(column) ? row : lowest;
                    greatest[column] = highest == null || row.value(column) > highest.value(column) ? row : highest;
                }
            }
        }
        SortedMap<Long, SeriesRow> kept = new TreeMap<>(texts);
        for (int column = 0; column < columns.size(); column++) {
            keep(kept, least[column]);
            keep(kept, greatest[column]);
        }
        ready.addAll(kept.values());
    }

    private static void keep(SortedMap<Long, SeriesRow> kept, @Nullable SeriesRow row) {
        if (row != null) {
            kept.put(row.timeMillis(), row);
        }
    }

    /** Numbers times of the range alike; 128 bits are not needed, for ranges are shorter than 2^43 ms and slots fewer than 2^20. */
    private long slot(long atMillis) {
        return (atMillis - fromMillis) * slots / rangeMillis;
    }
}
