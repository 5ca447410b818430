package io.busbar.query.series;

import io.busbar.query.access.Sql;
import io.busbar.rollup.BucketLevel;
import io.busbar.rollup.Flow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statements on a table of roll-ups and on the samples that it is made of, for many stretches at once, and how the current one of their rows is
 * read. The database takes longer to hand a row out than to find it, so nothing is fetched that is not needed. Immutable.
 *
 * @param values those that are asked for, with their aggregates
 * @param days whether rows of days may be among them: how long these are is their zone's
 * @param dependsOnInterval whether what is asked for is another with another upload interval: values that held for a time are
 */
record RolledTable(
        FrameTable table,
        Map<RolledValue, Set<Aggregate>> values,
        boolean energy,
        boolean days,
        boolean dependsOnInterval) {

    private static final int FIRST = 3;

    /** A day of another zone may reach into a stretch of days from before. */
    private static final String AROUND = " - CASE level WHEN '1d' THEN 172800000 ELSE 0 END";

    RolledTable {
        values = Collections.unmodifiableMap(new EnumMap<>(values));
    }

    static RolledTable of(FrameTable table, Map<RolledValue, Set<Aggregate>> values, boolean energy, boolean days) {
        boolean dependsOnInterval =
                energy || values.values().stream().anyMatch(aggregates -> aggregates.contains(Aggregate.MEAN));
        return new RolledTable(table, values, energy, days, dependsOnInterval);
    }

    /** A stretch of one device. Immutable. */
    record OfDevice(int device, Stretch stretch, long samplesFromMillis, long samplesToMillis) {}

    Sql rollups(List<OfDevice> stretches) {
        List<String> columns = new ArrayList<>(List.of("bucket"));
        if (days) {
            columns.add("(date_part('epoch', until) * 1000)::bigint AS until_ms");
        }
        if (dependsOnInterval) {
            columns.add("interval_seconds");
        }
        values.forEach((value, aggregates) -> {
            for (String part : parts(aggregates)) {
                columns.add(value.prefix() + '_' + part);
            }
        });
        if (energy) {
            columns.addAll(List.of(
                    "energy_in_uj",
                    "energy_out_uj",
                    "power_covered_ms",
                    "current_count AS power_count",
                    "current_last_ms AS power_last_ms"));
        }
        String given = columns.stream()
                .skip(1)
                .map(column -> ", s." + column.replaceAll(".* AS ", ""))
                .collect(Collectors.joining());
        return Sql.of(
                "SELECT n.number, (date_part('epoch', s.bucket) * 1000)::bigint" + given
                        + " FROM unnest(?::integer[], ?::text[], ?::bigint[], ?::bigint[]) WITH ORDINALITY"
                        + " AS n (id, level, from_ms, to_ms, number) CROSS JOIN LATERAL (SELECT "
                        + String.join(", ", columns) + " FROM " + table.rollupName() + " t WHERE t."
                        + table.deviceColumn()
                        + " = n.id AND t.level = n.level AND t.bucket >= to_timestamp((n.from_ms"
                        + AROUND.replace("level", "n.level")
                        + ") / 1000.0) AND t.bucket < to_timestamp(n.to_ms / 1000.0) ORDER BY t.bucket) s",
                stretches.stream().map(OfDevice::device).toArray(Integer[]::new),
                stretches.stream()
                        .map(one -> one.stretch().level() == null
                                ? ""
                                : one.stretch().level().word())
                        .toArray(String[]::new),
                stretches.stream().map(one -> one.stretch().fromMillis()).toArray(Long[]::new),
                stretches.stream().map(one -> one.stretch().toMillis()).toArray(Long[]::new));
    }

    /** Number, time, and the samples' columns of {@link RolledValue#in}. */
    Sql samples(List<OfDevice> stretches) {
        String columns =
                RolledValue.in(table).stream().map(RolledValue::sampleColumn).collect(Collectors.joining(", "));
        return Sql.of(
                "SELECT n.number, (date_part('epoch', s.time) * 1000)::bigint, " + columns
                        + " FROM unnest(?::integer[], ?::bigint[], ?::bigint[]) WITH ORDINALITY AS n (id, from_ms, to_ms, number)"
                        + " CROSS JOIN LATERAL (SELECT time, " + columns + " FROM " + table.tableName() + " t WHERE t."
                        + table.deviceColumn() + " = n.id AND t.time >= to_timestamp(n.from_ms / 1000.0)"
                        + " AND t.time < to_timestamp(n.to_ms / 1000.0) ORDER BY t.time) s",
                stretches.stream().map(OfDevice::device).toArray(Integer[]::new),
                stretches.stream().map(OfDevice::samplesFromMillis).toArray(Long[]::new),
                stretches.stream().map(OfDevice::samplesToMillis).toArray(Long[]::new));
    }

    static long startMillis(PlacedRows rows) {
        return rows.value(2);
    }

    long endMillis(PlacedRows rows, long startMillis, BucketLevel level) {
        return days ? rows.value(FIRST) : startMillis + level.nominalMillis();
    }

    /** The upload interval that the row was made with, where that matters; 0 when it is not known. */
    int intervalSeconds(PlacedRows rows) {
        return (int) rows.value(days ? FIRST + 1 : FIRST);
    }

    /** Adds the row of roll-ups, which begins then, to a part; of what was not fetched the part says nothing that holds. */
    void read(PlacedRows rows, long startMillis, RolledPart part) {
        int at = FIRST + (days ? 1 : 0) + (dependsOnInterval ? 1 : 0);
        for (Map.Entry<RolledValue, Set<Aggregate>> asked : values.entrySet()) {
            Set<Aggregate> aggregates = asked.getValue();
            BucketSummary summary = part.of(asked.getKey());
            long count = rows.value(at++);
            long lastAtMillis = startMillis + rows.value(at++);
            long min = aggregates.contains(Aggregate.MIN) ? rows.value(at++) : 0;
            long max = aggregates.contains(Aggregate.MAX) ? rows.value(at++) : 0;
            long last = aggregates.contains(Aggregate.LAST) ? rows.value(at++) : 0;
            if (count > 0) {
                summary.merge(count, min, max, last, lastAtMillis);
            }
            if (aggregates.contains(Aggregate.MEAN)) {
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

    /** In the order in which they are read. */
    private static List<String> parts(Set<Aggregate> aggregates) {
        List<String> parts = new ArrayList<>(List.of("count", "last_ms"));
        if (aggregates.contains(Aggregate.MIN)) {
            parts.add("min");
        }
        if (aggregates.contains(Aggregate.MAX)) {
            parts.add("max");
        }
        if (aggregates.contains(Aggregate.LAST)) {
            parts.add("last");
        }
        if (aggregates.contains(Aggregate.MEAN)) {
            parts.addAll(List.of("weighted", "covered_ms"));
        }
        return parts;
    }
}
