package io.busbar.query.series;

import io.busbar.query.access.Sql;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.access.VisibleDevice.Interval;
import io.busbar.rollup.Cadence;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * How far the roll-ups of some devices have come, and which of them are to be computed again. Up to the gap cap before its newest sample a device's
 * buckets are computed with the sample that ends them; those of samples that come late are noted in the transaction that stores them. The gap cap is that
 * of the upload interval, or of the one that a bucket was made with: the stream job may not know of a shorter one yet. Of each time
 * in which a device is visible only its own samples are asked: others would tell whether it spoke for somebody else. Immutable.
 */
final class RolledFacts {

    private final Map<Owned, Long> computedUntil = new HashMap<>();
    private final Map<Integer, NavigableSet<Long>> dirty = new HashMap<>();

    private record Owned(int device, Interval interval) {}

    private RolledFacts() {}

    static RolledFacts read(Connection connection, FrameTable table, List<VisibleDevice> devices) throws SQLException {
        RolledFacts facts = new RolledFacts();
        facts.readComputed(connection, table, devices);
        Integer[] keys = devices.stream().map(VisibleDevice::key).toArray(Integer[]::new);
        Sql.of(
                        "SELECT device_id, (date_part('epoch', bucket) * 1000)::bigint FROM dirty_bucket WHERE device_id = ANY (?)",
                        (Object) keys)
                .list(connection, row -> facts.dirty
                        .computeIfAbsent(row.getInt(1), first -> new TreeSet<>())
                        .add(row.getLong(2)));
        return facts;
    }

    private void readComputed(Connection connection, FrameTable table, List<VisibleDevice> devices)
            throws SQLException {
        List<Owned> owned = new ArrayList<>();
        List<Long> gapCaps = new ArrayList<>();
        for (VisibleDevice device : devices) {
            for (Interval interval : device.intervals()) {
                owned.add(new Owned(device.key(), interval));
                gapCaps.add(Cadence.ofSeconds(device.place().uploadIntervalSeconds())
                        .gapCapMillis());
            }
        }
        Sql.of(
                        "SELECT n.number::int, (date_part('epoch', c.until) * 1000)::bigint"
                                + " FROM unnest(?::integer[], ?::bigint[], ?::timestamptz[], ?::timestamptz[]) WITH ORDINALITY"
                                + " AS n (id, gap, since, until, number) CROSS JOIN LATERAL (SELECT time FROM "
                                + table.tableName() + " WHERE " + table.deviceColumn()
                                + " = n.id AND time >= n.since AND time < n.until AND flags & 2 = 0 ORDER BY time DESC LIMIT 1) t"
                                + " CROSS JOIN LATERAL (SELECT until FROM " + table.rollupName() + " WHERE "
                                + table.deviceColumn()
                                + " = n.id AND level = '5m' AND bucket + interval '5 minutes' <= t.time"
                                + " - greatest(n.gap, interval_seconds * 2500::bigint) * interval '1 millisecond'"
                                + " ORDER BY bucket DESC LIMIT 1) c",
                        owned.stream().map(Owned::device).toArray(Integer[]::new),
                        gapCaps.toArray(Long[]::new),
                        owned.stream().map(one -> one.interval().from()).toArray(Instant[]::new),
                        owned.stream().map(one -> one.interval().to()).toArray(Instant[]::new))
                .list(connection, row -> computedUntil.put(owned.get(row.getInt(1) - 1), row.getLong(2)));
    }

    /** {@link Long#MIN_VALUE} when the device has no roll-ups of what it said in this of its times. */
    long computedUntilMillis(VisibleDevice device, Interval owned) {
        return computedUntil.getOrDefault(new Owned(device.key(), owned), Long.MIN_VALUE);
    }

    NavigableSet<Long> dirtyMillis(VisibleDevice device) {
        return dirty.getOrDefault(device.key(), new TreeSet<>());
    }
}
