package io.busbar.query.series;

import io.busbar.query.access.Sql;
import io.busbar.query.series.Tenures.Part;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** The values that still hold when a part of a day begins, by series, from what is frozen of the days before. Immutable. */
record HeldValues(Map<String, Held> bySeries) {

    private static final String LAST_AT = "date_trunc('day', f.time, 'UTC') + e.last_ms * interval '1 millisecond'";

    record Held(long atMillis, long value) {}

    /** Of the series that {@code wanted} accepts. */
    static HeldValues before(Connection connection, int device, Part part, Predicate<String> wanted)
            throws SQLException {
        Instant earliest = part.from().minusMillis(part.gapCapMillis());
        Instant day = Instant.ofEpochMilli(
                Math.floorDiv(earliest.toEpochMilli(), FrozenCursor.DAY_MILLIS) * FrozenCursor.DAY_MILLIS);
        Map<String, Held> held = new LinkedHashMap<>();
        Sql.of(
                        "SELECT DISTINCT ON (f.series) f.series, e.last, " + LAST_AT
                                + " AS last_at FROM frozen_bucket f"
                                + " CROSS JOIN LATERAL unnest(f.count, f.last, f.last_ms) e (count, last, last_ms)"
                                + " WHERE f.device_id = ? AND f.time >= ? AND f.time >= ? AND f.until <= ? AND e.count > 0"
                                + " AND " + LAST_AT + " > ?"
                                + " ORDER BY f.series, last_at DESC",
                        device,
                        day,
                        part.begunAt(),
                        part.from(),
                        earliest)
                .list(
                        connection,
                        row -> held.put(
                                row.getString("series"),
                                new Held(
                                        Objects.requireNonNull(Sql.instant(row, "last_at"))
                                                .toEpochMilli(),
                                        row.getLong("last"))));
        held.keySet().removeIf(wanted.negate());
        return new HeldValues(held);
    }

    void holdIn(BucketFold fold, int column, String series) {
        Held held = bySeries.get(series);
        if (held != null) {
            fold.hold(column, held.atMillis(), held.value());
        }
    }
}
