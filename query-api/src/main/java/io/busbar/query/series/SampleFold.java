package io.busbar.query.series;

import io.busbar.measure.DeviceType;
import io.busbar.measure.Role;
import io.busbar.rollup.BmsFold;
import io.busbar.rollup.BucketRange;
import io.busbar.rollup.Cadence;
import io.busbar.rollup.PackFold;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Folds the samples of a stretch into what roll-ups would have of it, by the folds that make roll-ups. Confined to one thread. */
abstract class SampleFold {

    private static final int FIRST_VALUE = 1;

    /** Takes the current row of {@link RolledTable#samples}. */
    abstract void add(PlacedRows rows);

    abstract void finish();

    /**
     * @param output takes the start of a bucket of the answer, cut to the stretch, and what it comes to, which is used again
     */
    static SampleFold of(
            FrameTable table,
            DeviceType type,
            Columns columns,
            ClippedEdges edges,
            Cadence cadence,
            BiConsumer<Long, RolledPart> output) {
        RolledPart part = new RolledPart();
        BucketRange range = new BucketRange(edges.fromMillis(), edges.toMillis());
        if (table == FrameTable.PACK_SAMPLE) {
            return new OfPack(
                    columns.ofRole(type, Role.CELL_DIFFERENTIAL), new PackFold(edges, cadence, range, bucket -> {
                        part.clear();
                        part.add(bucket);
                        output.accept(bucket.place().startMillis(), part);
                    }));
        }
        return new OfBms(
                columns.ofRole(type, Role.VOLTAGE),
                columns.ofRole(type, Role.CURRENT),
                columns.ofRole(type, Role.SOC),
                new BmsFold(edges, cadence, range, bucket -> {
                    part.clear();
                    part.add(bucket);
                    output.accept(bucket.place().startMillis(), part);
                }));
    }

    private static @Nullable Integer plausible(PlacedRows rows, int at, @Nullable Column column) {
        long value = rows.value(at);
        boolean isSome = value != PlacedRows.NONE && (column == null || column.isPlausible(value));
        return isSome ? Integer.valueOf((int) value) : null;
    }

    private static final class OfBms extends SampleFold {
        private final @Nullable Column voltage;
        private final @Nullable Column current;
        private final @Nullable Column soc;
        private final BmsFold fold;

        OfBms(@Nullable Column voltage, @Nullable Column current, @Nullable Column soc, BmsFold fold) {
            this.voltage = voltage;
            this.current = current;
            this.soc = soc;
            this.fold = fold;
        }

        @Override
        void add(PlacedRows rows) {
            fold.add(
                    rows.value(0),
                    plausible(rows, FIRST_VALUE, voltage),
                    plausible(rows, FIRST_VALUE + 1, current),
                    plausible(rows, FIRST_VALUE + 2, soc));
        }

        @Override
        void finish() {
            fold.finish();
        }
    }

    private static final class OfPack extends SampleFold {
        private final Column differential;
        private final PackFold fold;

        OfPack(@Nullable Column differential, PackFold fold) {
            this.differential = Objects.requireNonNull(differential, "packs have a differential");
            this.fold = fold;
        }

        @Override
        void add(PlacedRows rows) {
            Integer millivolts = plausible(rows, FIRST_VALUE, differential);
            if (millivolts == null) {
                fold.addWithoutDifferential(rows.value(0), 0, 0);
            } else {
                fold.add(rows.value(0), millivolts, 1, 1, 0, 0);
            }
        }

        @Override
        void finish() {
            fold.finish();
        }
    }
}
