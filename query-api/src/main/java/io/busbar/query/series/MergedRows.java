package io.busbar.query.series;

import java.sql.SQLException;
import java.util.List;

/** The rows of several tables as one: in ascending order of time, those of the same time together. Confined to one thread. */
final class MergedRows implements AutoCloseable {

    private final List<SampleCursor> cursors;

    MergedRows(List<SampleCursor> cursors) {
        this.cursors = cursors;
    }

    /** Of the next row; {@link Long#MAX_VALUE} at the end. */
    long timeMillis() {
        long at = Long.MAX_VALUE;
        for (SampleCursor cursor : cursors) {
            at = Math.min(at, cursor.timeMillis());
        }
        return at;
    }

    void next(SeriesRow row) throws SQLException {
        long at = timeMillis();
        row.begin(at);
        for (SampleCursor cursor : cursors) {
            cursor.fill(at, row);
        }
    }

    @Override
    public void close() throws SQLException {
        for (SampleCursor cursor : cursors) {
            cursor.close();
        }
    }
}
