package io.busbar.query.series;

import io.busbar.query.series.DeviceHistory.Span;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sample rows as they were received, of one time during which the device is visible after the other. Confined to one thread, inside one transaction. */
final class RawRows implements RowCursor {

    private final DeviceHistory history;
    private final List<Column> columns;
    private final Iterator<Span> spans;
    private @Nullable MergedRows rows;

    RawRows(DeviceHistory history, List<Column> columns) {
        this.history = history;
        this.columns = columns;
        this.spans = history.spans().iterator();
    }

    @Override
    public long timeMillis() throws SQLException, IOException {
        while (true) {
            history.checkClient();
            MergedRows current = rows;
            long at = current == null ? Long.MAX_VALUE : current.timeMillis();
            if (at != Long.MAX_VALUE || !spans.hasNext()) {
                return at;
            }
            close();
            rows = history.samples(columns, spans.next().asked());
        }
    }

    @Override
    public void fill(long atMillis, SeriesRow target) throws SQLException, IOException {
        if (rows != null) {
            rows.fill(atMillis, target);
        }
    }

    @Override
    public void close() throws SQLException {
        if (rows != null) {
            rows.close();
            rows = null;
        }
    }
}
