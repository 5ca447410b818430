package io.busbar.query.series;

import java.time.ZoneId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Folds rows that come in ascending order of time into one summary per column and bucket. A bucket without a row of its own is not given
 * out; in one that has, the mean also counts the value that still holds from before.
 *
 * <p>Values hold until the next of the same column, but never longer than the gap cap, and are split at bucket edges. Rows before the
 * range only say what holds at its start. Buckets that were frozen are taken in the same order in place of the rows of which they were
 * made, and say what holds after them. Needs memory for one bucket, whatever the range. Confined to one thread.
 */
final class BucketFold {

    private final Bucket bucket;
    private final ZoneId zone;
    private final long fromMillis;
    private final long toMillis;
    private final long gapCapMillis;
    private final boolean withoutRows;
    private final Output output;
    private final Cell[] cells;
    private final BucketSummary[] summaries;
    private long startMillis;
    private long endMillis = Long.MIN_VALUE;
    private boolean open;
    private boolean hasRow;

    /** Takes finished buckets: the start, and a summary per column that is used again afterwards. */
    @FunctionalInterface
    interface Output {
        void accept(long startMillis, BucketSummary[] columns);
    }

    /**
     * Where a fold begins and ends, and how long a value holds at most. Immutable.
     *
     * @param fromMillis inclusive
     * @param toMillis exclusive
     */
    record Range(long fromMillis, long toMillis, long gapCapMillis) {}

    private BucketFold(int columns, Bucket bucket, ZoneId zone, Range range, boolean withoutRows, Output output) {
        this.bucket = bucket;
        this.zone = zone;
        this.fromMillis = range.fromMillis();
        this.toMillis = range.toMillis();
        this.gapCapMillis = range.gapCapMillis();
        this.withoutRows = withoutRows;
        this.output = output;
        this.cells = new Cell[columns];
        Arrays.setAll(cells, column -> new Cell());
        this.summaries = Arrays.stream(cells).map(cell -> cell.summary).toArray(BucketSummary[]::new);
    }

    /** Gives out the buckets that have a row. */
    static BucketFold answering(int columns, Bucket bucket, ZoneId zone, Range range, Output output) {
        return new BucketFold(columns, bucket, zone, range, false, output);
    }

    /** Gives out also the buckets in which no more than a value from before still holds: what is merged later may need them. */
    static BucketFold freezing(int columns, Bucket bucket, ZoneId zone, Range range, Output output) {
        return new BucketFold(columns, bucket, zone, range, true, output);
    }

    void add(SeriesRow row) {
        long at = row.timeMillis();
        if (at >= fromMillis) {
            enter(at);
            hasRow = true;
        }
        for (int column = 0; column < cells.length; column++) {
            if (row.has(column)) {
                cells[column].take(at, row.value(column));
            }
        }
    }

    /** Takes what was frozen of a part of a bucket, with a summary for each column that has one. */
    void addFrozen(long partStartMillis, long partEndMillis, @Nullable BucketSummary[] part) {
        if (partStartMillis >= fromMillis) {
            enter(partStartMillis);
        }
        for (int column = 0; column < cells.length; column++) {
            BucketSummary summary = part[column];
            if (summary != null && partStartMillis >= fromMillis) {
                cells[column].summary.merge(summary);
                hasRow |= summary.count() > 0;
            }
        }
        holdFrozen(partEndMillis, part);
    }

    /** Takes of a frozen part of a bucket no more than which values hold after it. */
    void holdFrozen(long partEndMillis, @Nullable BucketSummary[] part) {
        for (int column = 0; column < cells.length; column++) {
            BucketSummary summary = part[column];
            if (summary != null) {
                if (summary.count() > 0) {
                    hold(column, summary.lastAtMillis(), summary.last());
                }
                cells[column].weighedUntilMillis = partEndMillis;
            }
        }
    }

    /** A value that was observed before the range, or before what is still to come, and holds on. */
    void hold(int column, long atMillis, long value) {
        Cell cell = cells[column];
        cell.holding = true;
        cell.heldSinceMillis = atMillis;
        cell.held = value;
    }

    /** Nothing holds on beyond this moment: the device belonged to somebody else in between. */
    void interrupt(long atMillis) {
        for (Cell cell : cells) {
            cell.weigh(atMillis);
            cell.holding = false;
        }
    }

    void finish() {
        if (withoutRows) {
            enter(toMillis - 1);
        }
        closeBucket();
    }

    private void enter(long atMillis) {
        if (withoutRows) {
            if (!open) {
                openBucket(fromMillis);
            }
            while (endMillis <= atMillis && anyHoldsBeyond(endMillis)) {
                long next = endMillis;
                closeBucket();
                openBucket(next);
            }
        }
        if (!open || atMillis >= endMillis) {
            closeBucket();
            openBucket(atMillis);
        }
    }

    private void openBucket(long atMillis) {
        startMillis = bucket.startMillis(atMillis, zone);
        endMillis = Math.min(bucket.endMillis(startMillis, zone), toMillis);
        open = true;
    }

    private boolean anyHoldsBeyond(long atMillis) {
        return Arrays.stream(cells).anyMatch(cell -> cell.holding && cell.heldSinceMillis + gapCapMillis > atMillis);
    }

    private void closeBucket() {
        if (!open) {
            return;
        }
        for (Cell cell : cells) {
            cell.weigh(endMillis);
        }
        if (hasRow || withoutRows) {
            output.accept(startMillis, summaries);
        }
        for (Cell cell : cells) {
            cell.summary.clear();
        }
        open = false;
        hasRow = false;
    }

    /** One column: the value that holds, and what the open bucket has seen. */
    private final class Cell {
        private final BucketSummary summary = new BucketSummary();
        private boolean holding;
        private long heldSinceMillis;
        private long held;
        private long weighedUntilMillis = Long.MIN_VALUE;

        void take(long atMillis, long value) {
            weigh(atMillis);
            holding = true;
            heldSinceMillis = atMillis;
            held = value;
            if (open) {
                summary.take(atMillis, value);
            }
        }

        /** Adds the part of the held value's time that lies in the open bucket, up to {@code untilMillis}; frozen parts have it already. */
        private void weigh(long untilMillis) {
            if (holding && open) {
                long from = Math.max(Math.max(heldSinceMillis, weighedUntilMillis), Math.max(startMillis, fromMillis));
                long until = Math.min(Math.min(untilMillis, endMillis), heldSinceMillis + gapCapMillis);
                if (until > from) {
                    summary.weigh(held, until - from);
                }
            }
        }
    }
}
