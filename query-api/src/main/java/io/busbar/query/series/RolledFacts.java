package io.busbar.query.series;

import io.busbar.query.access.Sql;
import io.busbar.query.access.VisibleDevice;
import io.busbar.rollup.Cadence;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * How far the roll-ups of some devices have come, and which of them are to be computed again. Up to the gap cap before its newest sample a device's
 * buckets are computed with the sample that ends them; those of samples that come late are noted in the transaction that stores them. Immutable.
 */
final class RolledFacts {

    private final Map<Integer, Long> computedUntil = new HashMap<>();
    private final Map<Integer, NavigableSet<Long>> dirty = new HashMap<>();

    private RolledFacts() {}

    static RolledFacts read(Connection connection, FrameTable table, List<VisibleDevice> devices) throws SQLException {
        RolledFacts facts = new RolledFacts();
        Integer[] keys = devices.stream().map(VisibleDevice::key).toArray(Integer[]::new);
        Long[] gapCaps = devices.stream()
                .map(device -> Cadence.ofSeconds(device.place().uploadIntervalSeconds())
                        .gapCapMillis())
                .toArray(Long[]::new);
        Sql.of(
                        "SELECT n.id, (date_part('epoch', c.until) * 1000)::bigint FROM unnest(?::integer[], ?::bigint[]) AS n (id, gap)"
                                + " CROSS JOIN LATERAL (SELECT time FROM " + table.tableName() + " WHERE "
                                + table.deviceColumn()
                                + " = n.id AND flags & 2 = 0 ORDER BY time DESC LIMIT 1) t CROSS JOIN LATERAL (SELECT until FROM "
                                + table.rollupName() + " WHERE " + table.deviceColumn()
                                + " = n.id AND level = '5m' AND bucket + interval '5 minutes' <= t.time - n.gap * interval '1 millisecond'"
                                + " ORDER BY bucket DESC LIMIT 1) c",
                        keys,
                        gapCaps)
                .list(connection, row -> facts.computedUntil.put(row.getInt(1), row.getLong(2)));
        Sql.of(
                        "SELECT device_id, (date_part('epoch', bucket) * 1000)::bigint FROM dirty_bucket WHERE device_id = ANY (?)",
                        (Object) keys)
                .list(connection, row -> facts.dirty
                        .computeIfAbsent(row.getInt(1), first -> new TreeSet<>())
                        .add(row.getLong(2)));
        return facts;
    }

    /** {@link Long#MIN_VALUE} when the device has no roll-ups. */
    long computedUntilMillis(VisibleDevice device) {
        return computedUntil.getOrDefault(device.key(), Long.MIN_VALUE);
    }

    NavigableSet<Long> dirtyMillis(VisibleDevice device) {
        return dirty.getOrDefault(device.key(), new TreeSet<>());
    }
}
