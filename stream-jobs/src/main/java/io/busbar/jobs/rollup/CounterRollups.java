package io.busbar.jobs.rollup;

import static io.busbar.jobs.database.SqlArrays.array;

import io.busbar.jobs.database.CopyBuffer;
import io.busbar.jobs.rollup.RollupTable.Stretch;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.rollup.BucketGrid;
import io.busbar.rollup.BucketLevel;
import io.busbar.rollup.BucketPlace;
import io.busbar.rollup.BucketRange;
import io.busbar.rollup.CounterBucket;
import io.busbar.rollup.CounterFold;
import io.busbar.rollup.CounterRule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Counters of energy: {@code point_sample} to {@code counter_rollup}. A bucket depends on the last reading before it, however old, so that what
 * changes one changes the bucket of the next reading, too. Confined to one thread.
 */
final class CounterRollups {

    private static final String TABLE = "counter_rollup";
    private static final String COLUMNS =
            "device_id, point_id, level, bucket, until, received, gained_wh, across_gaps_wh, corrections, resets";
    private static final int COLUMN_COUNT = 10;

    private static final String RANGES =
            " FROM unnest(?::integer[], ?::integer[], ?::bigint[], ?::bigint[]) WITH ORDINALITY AS n (device_id, point_id, from_ms, to_ms, place)";
    private static final String ROWS =
            "(SELECT time, point_value(p.point_id, p.value, n.point_id) AS value FROM point_sample p"
                    + " WHERE p.device_id = n.device_id AND n.point_id = ANY (p.point_id) AND ";
    private static final String INSIDE = "SELECT n.place, (date_part('epoch', s.time) * 1000)::bigint, s.value" + RANGES
            + " CROSS JOIN LATERAL " + ROWS
            + "p.time >= to_timestamp(n.from_ms / 1000.0) AND p.time < to_timestamp(n.to_ms / 1000.0)) s ORDER BY n.place, s.time";
    private static final String BEFORE =
            "SELECT n.place, (date_part('epoch', s.time) * 1000)::bigint, s.value" + RANGES + " CROSS JOIN LATERAL "
                    + ROWS + "p.time < to_timestamp(n.from_ms / 1000.0) ORDER BY p.time DESC LIMIT 1) s";
    private static final String AFTER = "SELECT n.place, (date_part('epoch', s.time) * 1000)::bigint, s.value" + RANGES
            + " CROSS JOIN LATERAL " + ROWS + "p.time >= to_timestamp(n.to_ms / 1000.0) ORDER BY p.time LIMIT 1) s";

    private final Catalogue catalogue;
    private final CopyBuffer rows = new CopyBuffer();

    CounterRollups(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    private record Range(Stretch stretch, MeasuringPoint point) {

        long fromMillis() {
            return stretch.range().fromMillis();
        }

        long toMillis() {
            return stretch.range().toMillis();
        }
    }

    private record Reading(long atMillis, long wattHours) {}

    /** Computes the buckets of these stretches, and those that the readings behind them are in. */
    void compute(Connection open, List<Stretch> stretches) throws SQLException {
        List<Range> ranges = new ArrayList<>();
        for (Stretch stretch : stretches) {
            for (MeasuringPoint counter : counters(stretch.typeCode())) {
                ranges.add(new Range(stretch, counter));
            }
        }
        if (ranges.isEmpty()) {
            return;
        }
        List<Range> behind = write(open, ranges, true);
        if (!behind.isEmpty()) {
            write(open, behind, false);
        }
    }

    private List<MeasuringPoint> counters(int typeCode) {
        List<MeasuringPoint> counters = new ArrayList<>();
        DeviceType type = catalogue.deviceType(typeCode);
        for (Role role : List.of(Role.CHARGED_ENERGY, Role.DISCHARGED_ENERGY)) {
            MeasuringPoint counter = type == null ? null : catalogue.byRole(type, role);
            if (counter != null) {
                counters.add(counter);
            }
        }
        return counters;
    }

    /** Returns the buckets behind that depend on these; empty when they are not asked for. */
    private List<Range> write(Connection open, List<Range> ranges, boolean wantsBehind) throws SQLException {
        List<List<Reading>> inside = read(open, INSIDE, ranges);
        List<Range> told = new ArrayList<>();
        List<List<Reading>> readings = new ArrayList<>();
        Set<DirtyBucket> keys = new LinkedHashSet<>();
        for (int i = 0; i < ranges.size(); i++) {
            ranges.get(i).stretch().keys().forEach(keys::add);
            if (!inside.get(i).isEmpty()) {
                told.add(ranges.get(i));
                readings.add(inside.get(i));
            }
        }
        rows.clear();
        if (!told.isEmpty()) {
            List<List<Reading>> before = read(open, BEFORE, told);
            for (int i = 0; i < told.size(); i++) {
                fold(told.get(i), before.get(i), readings.get(i));
            }
        }
        DirtyTable.delete(open, TABLE, "device_id", List.copyOf(keys));
        if (rows.rows() > 0) {
            rows.copy(open, "COPY " + TABLE + " (" + COLUMNS + ") FROM STDIN (FORMAT binary)");
        }
        return wantsBehind && !told.isEmpty() ? behind(open, told) : List.of();
    }

    private void fold(Range range, List<Reading> before, List<Reading> inside) {
        CounterFold fold = new CounterFold(
                CounterRule.UNKNOWN,
                BucketGrid.FIVE_MINUTES,
                range.stretch().cadence(),
                range.stretch().range(),
                bucket -> add(range, bucket));
        for (List<Reading> part : List.of(before, inside)) {
            for (Reading reading : part) {
                fold.add(reading.atMillis(), reading.wattHours());
            }
        }
        fold.finish();
    }

    private void add(Range range, CounterBucket bucket) {
        BucketPlace place = bucket.place();
        rows.row(COLUMN_COUNT)
                .int4(range.stretch().deviceId())
                .int4(range.point().id())
                .text(BucketLevel.FIVE_MINUTES.word())
                .timestamp(place.startMillis())
                .timestamp(place.endMillis())
                .int4(Math.toIntExact(place.received()))
                .int8(bucket.gainedWattHours())
                .int8(bucket.acrossGapsWattHours())
                .int4(bucket.corrections())
                .int4(bucket.resets());
    }

    /** The bucket of the next reading of each, with both counters of its device, for they are in the same rows. */
    private List<Range> behind(Connection open, List<Range> told) throws SQLException {
        List<List<Reading>> after = read(open, AFTER, told);
        Set<Range> behind = new LinkedHashSet<>();
        for (int i = 0; i < told.size(); i++) {
            for (Reading reading : after.get(i)) {
                Stretch stretch = told.get(i).stretch();
                long start = BucketGrid.FIVE_MINUTES.startMillis(reading.atMillis());
                BucketRange bucket = new BucketRange(start, BucketGrid.FIVE_MINUTES.endMillis(start));
                for (MeasuringPoint counter : counters(stretch.typeCode())) {
                    behind.add(new Range(
                            new Stretch(stretch.deviceId(), stretch.typeCode(), bucket, stretch.cadence()), counter));
                }
            }
        }
        return List.copyOf(behind);
    }

    /** By range; implausible readings are as if they had not been sent. */
    private static List<List<Reading>> read(Connection open, String sql, List<Range> ranges) throws SQLException {
        List<List<Reading>> readings = new ArrayList<>();
        ranges.forEach(range -> readings.add(new ArrayList<>()));
        try (PreparedStatement select = open.prepareStatement(sql)) {
            select.setArray(1, open.createArrayOf("int4", ids(ranges)));
            select.setArray(
                    2, array(open, "int4", ranges, range -> range.point().id()));
            select.setArray(3, array(open, "int8", ranges, Range::fromMillis));
            select.setArray(4, array(open, "int8", ranges, Range::toMillis));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    int place = row.getInt(1) - 1;
                    if (ranges.get(place).point().plausible(row.getLong(3))) {
                        readings.get(place).add(new Reading(row.getLong(2), row.getLong(3)));
                    }
                }
            }
        }
        return readings;
    }

    private static Object[] ids(Collection<Range> ranges) {
        return ranges.stream().map(range -> range.stretch().deviceId()).toArray();
    }
}
