package io.busbar.query.series;

import io.busbar.query.access.VisibleDevice.Interval;
import io.busbar.query.series.DeviceHistory.Span;
import java.io.IOException;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Buckets of columns, folded from sample rows and, before the horizon, from frozen quarters while they are asked for. Values that their points
 * cannot have do not count. Memory for one bucket, and one day of frozen ones. Confined to one thread, inside one transaction.
 */
final class FoldedRows implements RowCursor {

    private final DeviceHistory history;
    private final List<Column> columns;
    private final int[] places;
    private final Bucket bucket;
    private final long gapCapMillis;
    private final Iterator<Span> spans;
    private final SeriesRow row;
    private final BucketFold fold;
    private final ArrayDeque<SeriesRow> ready = new ArrayDeque<>();
    private @Nullable Span span;
    private @Nullable FrozenCursor quarters;
    private @Nullable MergedRows rows;
    private boolean isFinished;

    /** @param places where the columns stand in the answer; each has an aggregate */
    FoldedRows(
            DeviceHistory history,
            List<Column> columns,
            int[] places,
            Bucket bucket,
            ZoneId zone,
            BucketFold.Range range) {
        this.history = history;
        this.columns = columns;
        this.places = places;
        this.bucket = bucket;
        this.gapCapMillis = range.gapCapMillis();
        this.spans = history.spans().iterator();
        this.row = new SeriesRow(columns.size());
        this.fold = BucketFold.answering(columns.size(), bucket, zone, range, this::take);
    }

    @Override
    public long timeMillis() throws SQLException, IOException {
        while (ready.isEmpty() && !isFinished) {
            step();
        }
        return ready.isEmpty() ? Long.MAX_VALUE : ready.element().timeMillis();
    }

    @Override
    public void fill(long atMillis, SeriesRow target) throws SQLException, IOException {
        if (atMillis == Long.MAX_VALUE || timeMillis() != atMillis) {
            return;
        }
        SeriesRow finished = ready.remove();
        for (int column = 0; column < places.length; column++) {
            if (finished.has(column)) {
                target.set(
                        places[column],
                        finished.value(column),
                        finished.count(column),
                        finished.newestAtMillis(column));
            }
        }
    }

    @Override
    public void close() throws SQLException {
        if (quarters != null) {
            quarters.close();
            quarters = null;
        }
        if (rows != null) {
            rows.close();
            rows = null;
        }
    }

    private void step() throws SQLException, IOException {
        MergedRows samples = rows;
        if (samples == null) {
            beginSpan();
            return;
        }
        history.checkClient();
        FrozenCursor frozen = quarters;
        long quarterAt = frozen == null ? Long.MAX_VALUE : frozen.timeMillis();
        long rowAt = samples.timeMillis();
        if (frozen != null && quarterAt != Long.MAX_VALUE && quarterAt <= rowAt) {
            frozen.feed(fold, !bucket.servedByFrozen());
        } else if (rowAt != Long.MAX_VALUE) {
            samples.next(row);
            if (row.keepPlausible(columns)) {
                fold.add(row);
            }
        } else {
            close();
            fold.interrupt(Objects.requireNonNull(span, "begun").asked().to().toEpochMilli());
        }
    }

    private void beginSpan() throws SQLException {
        if (!spans.hasNext()) {
            fold.finish();
            isFinished = true;
            return;
        }
        Span next = spans.next();
        span = next;
        quarters = history.frozen(columns, bucket, next, gapCapMillis);
        rows = history.samples(
                columns, new Interval(next.lookBack(gapCapMillis), next.asked().to()));
    }

    private void take(long startMillis, BucketSummary[] summaries) {
        SeriesRow finished = new SeriesRow(summaries.length);
        finished.begin(startMillis);
        for (int column = 0; column < summaries.length; column++) {
            BucketSummary summary = summaries[column];
            Aggregate aggregate =
                    Objects.requireNonNull(columns.get(column).aggregate(), "columns of buckets have one");
            if (summary.has(aggregate)) {
                finished.set(column, summary.value(aggregate), summary.count(), summary.lastAtMillis());
            }
        }
        if (!finished.isEmpty()) {
            ready.add(finished);
        }
    }
}
