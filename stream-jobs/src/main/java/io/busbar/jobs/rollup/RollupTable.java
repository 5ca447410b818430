package io.busbar.jobs.rollup;

import static io.busbar.jobs.database.SqlArrays.array;

import io.busbar.jobs.database.CopyBuffer;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.rollup.BucketGrid;
import io.busbar.rollup.BucketLevel;
import io.busbar.rollup.BucketPlace;
import io.busbar.rollup.BucketRange;
import io.busbar.rollup.Cadence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A table of roll-ups and the samples that it is made from. Confined to one thread.
 *
 * @param <B> a bucket
 */
abstract class RollupTable<B> {

    private static final int FETCHED_ROWS = 10_000;

    private final String table;
    private final String device;
    private final String samples;
    private final String columns;
    private final String writtenColumns;
    private final int writtenColumnCount;
    private final String sampleColumns;
    private final CopyBuffer rows = new CopyBuffer();

    /**
     * @param device the column that names it, in both tables
     * @param sampleColumns what {@link #fold} reads
     * @param columns what {@link #write} writes behind key and place, and {@link #read} reads
     */
    RollupTable(String table, String device, String samples, String sampleColumns, String columns) {
        this.table = table;
        this.device = device;
        this.samples = samples;
        this.sampleColumns = sampleColumns;
        this.columns = columns;
        this.writtenColumns = device + ", level, bucket, until, received, expected, interval_seconds, " + columns;
        this.writtenColumnCount = writtenColumns.split(", ").length;
    }

    /** Neighbouring buckets of five minutes of one device. Immutable. */
    record Stretch(int deviceId, int typeCode, BucketRange range, Cadence cadence) {

        List<DirtyBucket> keys() {
            List<DirtyBucket> keys = new ArrayList<>();
            for (long start = range.fromMillis();
                    start < range.toMillis();
                    start = BucketGrid.FIVE_MINUTES.endMillis(start)) {
                keys.add(new DirtyBucket(deviceId, BucketLevel.FIVE_MINUTES, start));
            }
            return keys;
        }
    }

    /** An hour or a day of one device. Immutable. */
    record Whole(DirtyBucket key, long endMillis, Cadence cadence) {

        int deviceId() {
            return key.deviceId();
        }

        long startMillis() {
            return key.startMillis();
        }
    }

    /** Takes samples of one stretch. Confined to one thread. */
    interface Fold {

        /** Takes the row of a sample. */
        void add(ResultSet row, long atMillis) throws SQLException;

        void finish();
    }

    final String samples() {
        return samples;
    }

    abstract Fold fold(Stretch stretch, Consumer<? super B> output);

    /** Puts buckets together that lie in one. */
    abstract B merge(long startMillis, long endMillis, Cadence cadence, List<B> parts);

    abstract BucketPlace place(B bucket);

    abstract void write(CopyBuffer row, B bucket);

    abstract B read(ResultSet row, BucketPlace place) throws SQLException;

    /** The buckets of five minutes of each stretch, from the samples that are stored. */
    final List<List<B>> compute(Connection open, List<Stretch> stretches) throws SQLException {
        if (stretches.isEmpty()) {
            return List.of();
        }
        List<List<B>> computed = new ArrayList<>();
        List<Fold> folds = new ArrayList<>();
        for (Stretch stretch : stretches) {
            List<B> buckets = new ArrayList<>();
            computed.add(buckets);
            folds.add(fold(stretch, buckets::add));
        }
        String sql = select("time", sampleColumns, samples, "");
        try (PreparedStatement select = open.prepareStatement(sql)) {
            setRanges(
                    open,
                    select,
                    stretches,
                    Stretch::deviceId,
                    stretch -> stretch.range().samplesFromMillis(stretch.cadence()),
                    stretch -> stretch.range().samplesToMillis(stretch.cadence()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    folds.get(row.getInt("place") - 1).add(row, row.getLong("at_ms"));
                }
            }
        }
        folds.forEach(Fold::finish);
        return computed;
    }

    /**
     * An hour or a day.
     *
     * @param intervalSeconds null when its parts were made with several
     */
    record Together<B>(B bucket, @Nullable Integer intervalSeconds) {}

    /** Each hour or day from the buckets of five minutes that are stored; null when it has none. */
    final List<@Nullable Together<B>> putTogether(Connection open, List<Whole> wholes) throws SQLException {
        if (wholes.isEmpty()) {
            return List.of();
        }
        List<List<B>> parts = new ArrayList<>();
        List<Set<Integer>> intervals = new ArrayList<>();
        for (int i = 0; i < wholes.size(); i++) {
            parts.add(new ArrayList<>());
            intervals.add(new HashSet<>());
        }
        String sql = select(
                "bucket",
                "(date_part('epoch', until) * 1000)::bigint AS until_ms, received, expected,"
                        + " coalesce(interval_seconds, 0) AS interval_seconds, " + columns,
                table,
                " AND t.level = '5m'");
        try (PreparedStatement select = open.prepareStatement(sql)) {
            setRanges(open, select, wholes, Whole::deviceId, Whole::startMillis, Whole::endMillis);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    BucketPlace place = new BucketPlace(
                            row.getLong("at_ms"),
                            row.getLong("until_ms"),
                            row.getInt("received"),
                            row.getInt("expected"));
                    int number = row.getInt("place") - 1;
                    parts.get(number).add(read(row, place));
                    intervals.get(number).add(row.getInt("interval_seconds"));
                }
            }
        }
        List<@Nullable Together<B>> together = new ArrayList<>();
        for (int i = 0; i < wholes.size(); i++) {
            Whole whole = wholes.get(i);
            together.add(
                    parts.get(i).isEmpty()
                            ? null
                            : new Together<>(
                                    merge(whole.startMillis(), whole.endMillis(), whole.cadence(), parts.get(i)),
                                    theOne(intervals.get(i))));
        }
        return together;
    }

    /** Null when they are several, or not known. */
    private static @Nullable Integer theOne(Set<Integer> intervals) {
        Integer first = intervals.iterator().next();
        return intervals.size() == 1 && first != 0 ? first : null;
    }

    /**
     * Rows of many devices, each within its own time, in ascending order of time: that of the index. They are many, and not sorted once more; a fold
     * refuses a sample that is not later than the one before.
     */
    private String select(String time, String wanted, String from, String condition) {
        return "SELECT n.place, (date_part('epoch', s." + time + ") * 1000)::bigint AS at_ms, s.*"
                + " FROM unnest(?::integer[], ?::bigint[], ?::bigint[]) WITH ORDINALITY AS n (device_id, from_ms, to_ms, place)"
                + " CROSS JOIN LATERAL (SELECT " + time + ", " + wanted + " FROM " + from + " t WHERE t." + device
                + " = n.device_id AND t." + time + " >= to_timestamp(n.from_ms / 1000.0) AND t." + time
                + " < to_timestamp(n.to_ms / 1000.0)" + condition + " ORDER BY t." + time + ") s";
    }

    private static <T> void setRanges(
            Connection open,
            PreparedStatement statement,
            List<T> ranges,
            ToIntFunction<T> deviceId,
            ToLongFunction<T> fromMillis,
            ToLongFunction<T> toMillis)
            throws SQLException {
        statement.setArray(1, array(open, "int4", ranges, deviceId::applyAsInt));
        statement.setArray(2, array(open, "int8", ranges, fromMillis::applyAsLong));
        statement.setArray(3, array(open, "int8", ranges, toMillis::applyAsLong));
        statement.setFetchSize(FETCHED_ROWS);
    }

    final void clear() {
        rows.clear();
    }

    /**
     * Adds a bucket to those that {@link #replace} writes.
     *
     * @param intervalSeconds the upload interval that says how long its values held; null when it was put together from buckets of several
     */
    final void add(DirtyBucket key, B bucket, @Nullable Integer intervalSeconds) {
        BucketPlace place = place(bucket);
        rows.row(writtenColumnCount)
                .int4(key.deviceId())
                .text(key.level().word())
                .timestamp(place.startMillis())
                .timestamp(place.endMillis())
                .int4(Math.toIntExact(place.received()))
                .int4(Math.toIntExact(place.expected()));
        if (intervalSeconds == null) {
            rows.none();
        } else {
            rows.int4(intervalSeconds);
        }
        write(rows, bucket);
    }

    /** Writes what was added in place of what is stored of these buckets; one that has nothing any more is gone then. */
    final void replace(Connection open, List<DirtyBucket> keys) throws SQLException {
        DirtyTable.delete(open, table, device, keys);
        if (rows.rows() > 0) {
            rows.copy(open, "COPY " + table + " (" + writtenColumns + ") FROM STDIN (FORMAT binary)");
        }
    }

    /** The value of a column, null when it has none or one that its point cannot have. */
    static @Nullable Integer plausible(ResultSet row, String column, @Nullable MeasuringPoint point)
            throws SQLException {
        int value = row.getInt(column);
        boolean isAbsent = row.wasNull() || (point != null && !point.plausible(value));
        return isAbsent ? null : Integer.valueOf(value);
    }

    static @Nullable MeasuringPoint point(Catalogue catalogue, int typeCode, Role role) {
        DeviceType type = catalogue.deviceType(typeCode);
        return type == null ? null : catalogue.byRole(type, role);
    }
}
