package io.busbar.query.series;

import java.time.ZoneId;
import java.util.List;

/**
 * Folds rows that come in ascending order of time into one row per bucket. A bucket without a row of its own gets none; in one that has,
 * a mean also counts the value that still holds from before.
 *
 * <p>Values hold until the next of the same column, but never longer than the gap cap, and are split at bucket edges. Rows before the
 * range only say what holds at its start. Needs memory for one bucket, whatever the range. Confined to one thread.
 */
final class BucketFold {

    private final Bucket bucket;
    private final ZoneId zone;
    private final long fromMillis;
    private final long toMillis;
    private final long gapCapMillis;
    private final Output output;
    private final Cell[] cells;
    private final SeriesRow out;
    private long startMillis;
    private long endMillis = Long.MIN_VALUE;
    private boolean open;

    /** Takes finished buckets; the row is used again afterwards, its time is the start of the bucket. */
    @FunctionalInterface
    interface Output {
        void accept(SeriesRow bucket);
    }

    /** The range is from inclusive to exclusive; every column has an aggregate. */
    BucketFold(
            List<Aggregate> aggregates,
            Bucket bucket,
            ZoneId zone,
            long fromMillis,
            long toMillis,
            long gapCapMillis,
            Output output) {
        this.bucket = bucket;
        this.zone = zone;
        this.fromMillis = fromMillis;
        this.toMillis = toMillis;
        this.gapCapMillis = gapCapMillis;
        this.output = output;
        this.cells = aggregates.stream().map(Cell::new).toArray(Cell[]::new);
        this.out = new SeriesRow(cells.length);
    }

    void add(SeriesRow row) {
        long at = row.timeMillis();
        if (at >= fromMillis && (!open || at >= endMillis)) {
            closeBucket();
            startMillis = bucket.startMillis(at, zone);
            endMillis = Math.min(bucket.endMillis(startMillis, zone), toMillis);
            open = true;
        }
        for (int column = 0; column < cells.length; column++) {
            if (row.has(column)) {
                cells[column].take(at, row.value(column));
            }
        }
    }

    /** Nothing holds on beyond this moment: the device belonged to somebody else in between. */
    void interrupt(long atMillis) {
        for (Cell cell : cells) {
            cell.weigh(atMillis);
            cell.holding = false;
        }
    }

    void finish() {
        closeBucket();
    }

    private void closeBucket() {
        if (!open) {
            return;
        }
        out.begin(startMillis);
        boolean any = false;
        for (int column = 0; column < cells.length; column++) {
            any |= cells[column].close(column);
        }
        open = false;
        if (any) {
            output.accept(out);
        }
    }

    /** One column: the value that holds, and what the open bucket has seen. */
    private final class Cell {
        private final Aggregate aggregate;
        private final WeightedSum sum = new WeightedSum();
        private boolean holding;
        private long heldSinceMillis;
        private long held;
        private boolean seen;
        private long extreme;

        Cell(Aggregate aggregate) {
            this.aggregate = aggregate;
        }

        void take(long atMillis, long value) {
            weigh(atMillis);
            holding = true;
            heldSinceMillis = atMillis;
            held = value;
            if (open) {
                extreme = switch (aggregate) {
                    case MIN -> seen ? Math.min(extreme, value) : value;
                    case MAX -> seen ? Math.max(extreme, value) : value;
                    case MEAN, LAST -> value;
                };
                seen = true;
            }
        }

        /** Adds the part of the held value's time that lies in the open bucket, up to {@code untilMillis}. */
        private void weigh(long untilMillis) {
            if (holding && open) {
                long from = Math.max(heldSinceMillis, Math.max(startMillis, fromMillis));
                long until = Math.min(Math.min(untilMillis, endMillis), heldSinceMillis + gapCapMillis);
                if (until > from) {
                    sum.add(held, until - from);
                }
            }
        }

        boolean close(int column) {
            weigh(endMillis);
            boolean has = aggregate == Aggregate.MEAN ? !sum.isEmpty() : seen;
            if (has) {
                out.set(column, aggregate == Aggregate.MEAN ? sum.mean() : extreme);
            }
            sum.clear();
            seen = false;
            return has;
        }
    }
}
