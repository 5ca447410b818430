package io.busbar.jobs.rollup;

import io.busbar.jobs.database.CopyBuffer;
import io.busbar.rollup.BucketGrid;
import io.busbar.rollup.BucketPlace;
import io.busbar.rollup.Cadence;
import io.busbar.rollup.Distribution;
import io.busbar.rollup.PackBucket;
import io.busbar.rollup.PackFold;
import io.busbar.rollup.ValueSummary;
import io.busbar.rollup.Widest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Cell differentials: {@code pack_sample} to {@code pack_rollup}. Confined to one thread. */
final class PackRollups extends RollupTable<PackBucket> {

    PackRollups() {
        super(
                "pack_rollup",
                "pack_id",
                "pack_sample",
                "diff_mv, max_cell, min_cell, cells_used, cells_expected",
                "max_cell, min_cell, " + SummaryColumns.names("diff")
                        + ", diff_p95_mv, distribution, cells_used, cells_expected");
    }

    @Override
    Fold fold(Stretch stretch, Consumer<? super PackBucket> output) {
        PackFold fold = new PackFold(BucketGrid.FIVE_MINUTES, stretch.cadence(), stretch.range(), output);
        return new Fold() {
            @Override
            public void add(ResultSet row, long atMillis) throws SQLException {
                Integer differential = plausible(row, "diff_mv", null);
                int used = row.getInt("cells_used");
                int expected = row.getInt("cells_expected");
                if (differential == null) {
                    fold.addWithoutDifferential(atMillis, used, expected);
                } else {
                    fold.add(atMillis, differential, row.getInt("max_cell"), row.getInt("min_cell"), used, expected);
                }
            }

            @Override
            public void finish() {
                fold.finish();
            }
        };
    }

    @Override
    PackBucket merge(long startMillis, long endMillis, Cadence cadence, List<PackBucket> parts) {
        return PackBucket.of(startMillis, endMillis, cadence, parts);
    }

    @Override
    BucketPlace place(PackBucket bucket) {
        return bucket.place();
    }

    @Override
    void write(CopyBuffer row, PackBucket bucket) {
        Widest widest = bucket.widest();
        if (widest == null) {
            row.none().none();
        } else {
            row.int2(widest.highestCell()).int2(widest.lowestCell());
        }
        SummaryColumns.write(row, bucket.differential(), bucket.place().startMillis());
        row.int2OrNull(bucket.percentile95Millivolts())
                .bytea(bucket.distribution().toBytes())
                .int2(bucket.leastCellsUsed())
                .int2(bucket.mostCellsExpected());
    }

    @Override
    PackBucket read(ResultSet row, BucketPlace place) throws SQLException {
        ValueSummary differential = SummaryColumns.read(row, "diff", place.startMillis());
        return new PackBucket(
                place,
                widest(row, differential),
                differential,
                Distribution.ofBytes(Objects.requireNonNull(row.getBytes("distribution"))),
                row.getInt("cells_used"),
                row.getInt("cells_expected"));
    }

    /** The largest differential is the largest of what was observed, and at the same moment. */
    private static @Nullable Widest widest(ResultSet row, ValueSummary differential) throws SQLException {
        return differential.own() == null
                ? null
                : new Widest(
                        differential.own().max(),
                        differential.own().maxAtMillis(),
                        row.getInt("max_cell"),
                        row.getInt("min_cell"));
    }
}
