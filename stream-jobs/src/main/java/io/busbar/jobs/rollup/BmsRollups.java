package io.busbar.jobs.rollup;

import io.busbar.jobs.database.CopyBuffer;
import io.busbar.measure.Catalogue;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.rollup.BmsBucket;
import io.busbar.rollup.BmsFold;
import io.busbar.rollup.BucketGrid;
import io.busbar.rollup.BucketPlace;
import io.busbar.rollup.Cadence;
import io.busbar.rollup.Flow;
import io.busbar.rollup.Throughput;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** State of charge and energy: {@code bms_sample} to {@code soc_rollup}. Confined to one thread. */
final class BmsRollups extends RollupTable<BmsBucket> {

    private final Catalogue catalogue;

    BmsRollups(Catalogue catalogue) {
        super(
                "soc_rollup",
                "bms_id",
                "bms_sample",
                "voltage_mv, current_ma, soc_millipercent",
                SummaryColumns.names("voltage") + ", " + SummaryColumns.names("current") + ", "
                        + SummaryColumns.names("soc")
                        + ", energy_in_uj, energy_out_uj, charge_in_uc, charge_out_uc, power_covered_ms");
        this.catalogue = catalogue;
    }

    @Override
    Fold fold(Stretch stretch, Consumer<? super BmsBucket> output) {
        @Nullable MeasuringPoint voltage = point(catalogue, stretch.typeCode(), Role.VOLTAGE);
        @Nullable MeasuringPoint current = point(catalogue, stretch.typeCode(), Role.CURRENT);
        @Nullable MeasuringPoint soc = point(catalogue, stretch.typeCode(), Role.SOC);
        BmsFold fold = new BmsFold(BucketGrid.FIVE_MINUTES, stretch.cadence(), stretch.range(), output);
        return new Fold() {
            @Override
            public void add(ResultSet row, long atMillis) throws SQLException {
                fold.add(
                        atMillis,
                        plausible(row, "voltage_mv", voltage),
                        plausible(row, "current_ma", current),
                        plausible(row, "soc_millipercent", soc));
            }

            @Override
            public void finish() {
                fold.finish();
            }
        };
    }

    @Override
    BmsBucket merge(long startMillis, long endMillis, Cadence cadence, List<BmsBucket> parts) {
        return BmsBucket.of(startMillis, endMillis, cadence, parts);
    }

    @Override
    BucketPlace place(BmsBucket bucket) {
        return bucket.place();
    }

    @Override
    void write(CopyBuffer row, BmsBucket bucket) {
        long start = bucket.place().startMillis();
        SummaryColumns.write(row, bucket.voltage(), start);
        SummaryColumns.write(row, bucket.current(), start);
        SummaryColumns.write(row, bucket.soc(), start);
        Throughput throughput = bucket.throughput();
        row.int8(throughput.energy().inMicros())
                .int8(throughput.energy().outMicros())
                .int8(throughput.charge().inMicros())
                .int8(throughput.charge().outMicros())
                .int4((int) throughput.coveredMillis());
    }

    @Override
    BmsBucket read(ResultSet row, BucketPlace place) throws SQLException {
        return new BmsBucket(
                place,
                SummaryColumns.read(row, "voltage", place.startMillis()),
                SummaryColumns.read(row, "current", place.startMillis()),
                SummaryColumns.read(row, "soc", place.startMillis()),
                new Throughput(
                        new Flow(row.getLong("energy_in_uj"), row.getLong("energy_out_uj")),
                        new Flow(row.getLong("charge_in_uc"), row.getLong("charge_out_uc")),
                        row.getInt("power_covered_ms")));
    }
}
