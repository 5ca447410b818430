package io.busbar.query.series;

import io.busbar.query.access.Sql;
import io.busbar.rollup.Flow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statements on a table of roll-ups and on the samples that it is made of, for many stretches at once, and how their rows are read. Immutable.
 *
 * @param values those that are asked for
 */
record RolledTable(FrameTable table, List<RolledValue> values, boolean energy) {

    private static final int INTERVAL = 4;
    private static final int FIRST_VALUE = 5;
    private static final int COLUMNS_OF_VALUE = 7;

    /** A day of another zone may reach into a stretch of days from before. */
    private static final String AROUND = " - CASE level WHEN '1d' THEN 172800000 ELSE 0 END";

    RolledTable {
        values = List.copyOf(values);
    }

    /** A stretch of one device. Immutable. */
    record OfDevice(int device, Stretch stretch, long samplesFromMillis, long samplesToMillis) {}

    Sql rollups(List<OfDevice> stretches) {
        List<String> columns = new ArrayList<>(List.of("bucket", "until", "interval_seconds"));
        for (RolledValue value : values) {
            for (String part : List.of("count", "min", "max", "last", "last_ms", "weighted", "covered_ms")) {
                columns.add(value.prefix() + '_' + part);
            }
        }
        if (energy) {
            columns.addAll(List.of(
                    "energy_in_uj",
                    "energy_out_uj",
                    "power_covered_ms",
                    "current_count AS power_count",
                    "current_last_ms AS power_last_ms"));
        }
        String given = columns.stream()
                .skip(2)
                .map(column -> "s." + column.replaceAll(".* AS ", ""))
                .collect(Collectors.joining(", "));
        return Sql.of(
                "SELECT n.number::int, (date_part('epoch', s.bucket) * 1000)::bigint,"
                        + " (date_part('epoch', s.until) * 1000)::bigint, " + given
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
                "SELECT n.number::int, (date_part('epoch', s.time) * 1000)::bigint, " + columns
                        + " FROM unnest(?::integer[], ?::bigint[], ?::bigint[]) WITH ORDINALITY AS n (id, from_ms, to_ms, number)"
                        + " CROSS JOIN LATERAL (SELECT time, " + columns + " FROM " + table.tableName() + " t WHERE t."
                        + table.deviceColumn() + " = n.id AND t.time >= to_timestamp(n.from_ms / 1000.0)"
                        + " AND t.time < to_timestamp(n.to_ms / 1000.0) ORDER BY t.time) s",
                stretches.stream().map(OfDevice::device).toArray(Integer[]::new),
                stretches.stream().map(OfDevice::samplesFromMillis).toArray(Long[]::new),
                stretches.stream().map(OfDevice::samplesToMillis).toArray(Long[]::new));
    }

    static long startMillis(ResultSet row) throws SQLException {
        return row.getLong(2);
    }

    static long endMillis(ResultSet row) throws SQLException {
        return row.getLong(3);
    }

    /** 0 when it is not known. */
    static int intervalSeconds(ResultSet row) throws SQLException {
        return row.getInt(INTERVAL);
    }

    /** Adds a row of roll-ups to a part. */
    void read(ResultSet row, RolledPart part) throws SQLException {
        long startMillis = startMillis(row);
        int at = FIRST_VALUE;
        for (RolledValue value : values) {
            BucketSummary summary = part.of(value);
            long count = row.getLong(at);
            if (count > 0) {
                summary.merge(
                        count,
                        row.getLong(at + 1),
                        row.getLong(at + 2),
                        row.getLong(at + 3),
                        startMillis + row.getLong(at + 4));
            }
            summary.mergeWeight(row.getLong(at + 5), row.getLong(at + 6));
            at += COLUMNS_OF_VALUE;
        }
        if (energy) {
            part.addEnergy(
                    new Flow(row.getLong(at), row.getLong(at + 1)),
                    row.getLong(at + 2),
                    row.getLong(at + 3),
                    startMillis + row.getLong(at + 4));
        }
    }
}
