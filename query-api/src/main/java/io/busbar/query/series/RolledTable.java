package io.busbar.query.series;

import io.busbar.query.access.Sql;
import io.busbar.rollup.BucketLevel;
import io.busbar.rollup.Flow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statements on a table of roll-ups and on the samples that it is made of, for many stretches at once, and how the current one of their rows is
 * read. The database takes longer to hand values out than to find them, so nothing is fetched that is not needed. Immutable.
 *
 * @param values those that are asked for, in the order in which they are read
 * @param days whether rows of days may be among them: how long these are is their zone's
 * @param dependsOnInterval whether what is asked for is another with another upload interval: values that held for a time are
 */
record RolledTable(FrameTable table, List<AskedValue> values, boolean energy, boolean days, boolean dependsOnInterval) {

    private static final int FIRST = 1;

    /** Where a stretch of days begins: one of another zone may reach into it from before. */
    private static final String SINCE =
            "to_timestamp((n.from_ms - CASE n.level WHEN '1d' THEN 172800000 ELSE 0 END) / 1000.0)";

    private static final String UNTIL = "to_timestamp(n.to_ms / 1000.0)";

    /** Which the database's own form of times counts from: 2000-01-01T00:00:00Z. */
    private static final long DATABASE_EPOCH_MILLIS = 946_684_800_000L;

    private static final long MICROS = 1_000;

    RolledTable {
        values = List.copyOf(values);
    }

    static RolledTable of(FrameTable table, Map<RolledValue, Set<Aggregate>> values, boolean energy, boolean days) {
        List<AskedValue> asked = new EnumMap<>(values)
                .entrySet().stream()
                        .map(value -> AskedValue.of(value.getKey(), value.getValue()))
                        .toList();
        boolean dependsOnInterval = energy || asked.stream().anyMatch(AskedValue::mean);
        return new RolledTable(table, asked, energy, days, dependsOnInterval);
    }

    /** A value, and what of it. Immutable. */
    record AskedValue(RolledValue value, boolean min, boolean max, boolean last, boolean mean) {

        private static AskedValue of(RolledValue value, Set<Aggregate> aggregates) {
            return new AskedValue(
                    value,
                    aggregates.contains(Aggregate.MIN),
                    aggregates.contains(Aggregate.MAX),
                    aggregates.contains(Aggregate.LAST),
                    aggregates.contains(Aggregate.MEAN));
        }

        /** In the order in which they are read. */
        private List<String> columns() {
            List<String> parts = new ArrayList<>(List.of("count", "last_ms"));
            if (min) {
                parts.add("min");
            }
            if (max) {
                parts.add("max");
            }
            if (last) {
                parts.add("last");
            }
            if (mean) {
                parts.addAll(List.of("weighted", "covered_ms"));
            }
            return parts.stream().map(part -> value.prefix() + '_' + part).toList();
        }
    }

    /** A stretch of one device. Immutable. */
    record OfDevice(int device, Stretch stretch, long samplesFromMillis, long samplesToMillis) {}

    /**
     * Rows of roll-ups, packed: to hand them out one by one takes the database as long as to find them, and the driver four times as long. A stretch
     * may be of years, so it comes in parts of {@value PlacedRows#PACKED_ROWS} buckets' time, the first where the device has one.
     */
    PlacedQuery rollups(List<OfDevice> stretches) {
        List<String> columns = rollupColumns();
        String packed = columns.stream().map(RolledTable::packed).collect(Collectors.joining(" || "));
        String ofStretch = " FROM " + table.rollupName() + " t WHERE t." + table.deviceColumn()
                + " = n.id AND t.level = n.level AND t.bucket >= ";
        Sql sql = Sql.of(
                "SELECT n.number, s.packed"
                        + " FROM unnest(?::integer[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[]) WITH ORDINALITY"
                        + " AS n (id, level, from_ms, to_ms, part_ms, number) CROSS JOIN LATERAL (SELECT t.bucket"
                        + ofStretch
                        + SINCE + " AND t.bucket < " + UNTIL + " ORDER BY t.bucket LIMIT 1) f"
                        + " CROSS JOIN LATERAL generate_series(f.bucket, " + UNTIL
                        + " - interval '1 millisecond', n.part_ms * interval '1 millisecond') AS p (since)"
                        + " CROSS JOIN LATERAL (SELECT string_agg(timestamptz_send(t.bucket) || " + packed
                        + ", '' ORDER BY t.bucket) AS packed" + ofStretch + "p.since AND t.bucket < least(" + UNTIL
                        + ", p.since + n.part_ms * interval '1 millisecond')) s WHERE s.packed IS NOT NULL",
                stretches.stream().map(OfDevice::device).toArray(Integer[]::new),
                stretches.stream()
                        .map(one ->
                                Objects.requireNonNull(one.stretch().level()).word())
                        .toArray(String[]::new),
                stretches.stream().map(one -> one.stretch().fromMillis()).toArray(Long[]::new),
                stretches.stream().map(one -> one.stretch().toMillis()).toArray(Long[]::new),
                stretches.stream()
                        .map(one ->
                                Objects.requireNonNull(one.stretch().level()).nominalMillis() * PlacedRows.PACKED_ROWS)
                        .toArray(Long[]::new));
        return new PlacedQuery(sql, true, 1 + columns.size());
    }

    /** Time, and the samples' columns of {@link RolledValue#in}. */
    PlacedQuery samples(List<OfDevice> stretches) {
        List<RolledValue> values = RolledValue.in(table);
        String columns = values.stream().map(RolledValue::sampleColumn).collect(Collectors.joining(", "));
        Sql sql = Sql.of(
                "SELECT n.number, (date_part('epoch', s.time) * 1000)::bigint, " + columns
                        + " FROM unnest(?::integer[], ?::bigint[], ?::bigint[]) WITH ORDINALITY AS n (id, from_ms, to_ms, number)"
                        + " CROSS JOIN LATERAL (SELECT time, " + columns + " FROM " + table.tableName() + " t WHERE t."
                        + table.deviceColumn() + " = n.id AND t.time >= to_timestamp(n.from_ms / 1000.0)"
                        + " AND t.time < to_timestamp(n.to_ms / 1000.0) ORDER BY t.time) s",
                stretches.stream().map(OfDevice::device).toArray(Integer[]::new),
                stretches.stream().map(OfDevice::samplesFromMillis).toArray(Long[]::new),
                stretches.stream().map(OfDevice::samplesToMillis).toArray(Long[]::new));
        return new PlacedQuery(sql, false, 1 + values.size());
    }

    static long startMillis(PlacedRows rows) {
        return DATABASE_EPOCH_MILLIS + rows.value(0) / MICROS;
    }

    long endMillis(PlacedRows rows, long startMillis, BucketLevel level) {
        return days ? rows.value(FIRST) : startMillis + level.nominalMillis();
    }

    /** The upload interval that the row was made with, where that matters; {@link PlacedRows#NONE} when it is not known. */
    long intervalSeconds(PlacedRows rows) {
        return rows.value(days ? FIRST + 1 : FIRST);
    }

    /** Adds the row of roll-ups, which begins then, to a part; of what was not fetched the part says nothing that holds. */
    void read(PlacedRows rows, long startMillis, RolledPart part) {
        int at = FIRST + (days ? 1 : 0) + (dependsOnInterval ? 1 : 0);
        for (AskedValue asked : values) {
            BucketSummary summary = part.of(asked.value());
            long count = rows.value(at++);
            long lastAtMillis = startMillis + rows.value(at++);
            long min = asked.min() ? rows.value(at++) : 0;
            long max = asked.max() ? rows.value(at++) : 0;
            long last = asked.last() ? rows.value(at++) : 0;
            if (count > 0) { // else there are no others
                summary.merge(count, min, max, last, lastAtMillis);
            }
            if (asked.mean()) {
                summary.mergeWeight(rows.value(at++), rows.value(at++));
            }
        }
        if (energy) {
            part.addEnergy(
                    new Flow(rows.value(at), rows.value(at + 1)),
                    rows.value(at + 2),
                    rows.value(at + 3),
                    startMillis + rows.value(at + 4));
        }
    }

    /** Without the bucket's start, in the order in which they are read. */
    private List<String> rollupColumns() {
        List<String> columns = new ArrayList<>();
        if (days) {
            columns.add("(date_part('epoch', until) * 1000)::bigint");
        }
        if (dependsOnInterval) {
            columns.add("interval_seconds");
        }
        values.forEach(value -> columns.addAll(value.columns()));
        if (energy) {
            columns.addAll(
                    List.of("energy_in_uj", "energy_out_uj", "power_covered_ms", "current_count", "current_last_ms"));
        }
        return columns;
    }

    private static String packed(String column) {
        return "int8send(coalesce(" + column + ", '" + PlacedRows.NONE + "'::bigint))";
    }
}
