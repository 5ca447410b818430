package io.busbar.query.series;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** Several cursors as one: in ascending order of time, what is of the same time together. Confined to one thread. */
final class MergedRows implements RowCursor {

    private final List<? extends RowCursor> cursors;

    MergedRows(List<? extends RowCursor> cursors) {
        this.cursors = cursors;
    }

    @Override
    public long timeMillis() throws SQLException, IOException {
        long at = Long.MAX_VALUE;
        for (RowCursor cursor : cursors) {
            at = Math.min(at, cursor.timeMillis());
        }
        return at;
    }

    @Override
    public void fill(long atMillis, SeriesRow target) throws SQLException, IOException {
        for (RowCursor cursor : cursors) {
            cursor.fill(atMillis, target);
        }
    }

    /** Takes the next row in place of what {@code target} holds. */
    void next(SeriesRow target) throws SQLException, IOException {
        long at = timeMillis();
        target.begin(at);
        fill(at, target);
    }

    @Override
    public void close() throws SQLException {
        for (RowCursor cursor : cursors) {
            cursor.close();
        }
    }
}
