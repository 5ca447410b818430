package io.busbar.query.alarms;

import io.busbar.alarm.family.Departures;
import io.busbar.alarm.family.Moment;
import io.busbar.query.access.Sql;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.access.VisibleDevice.Interval;
import io.busbar.query.series.Cancellation;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is stored of a BMS and its packs, moment by moment, while they are visible. It is read by stretches of time of about {@value #STRETCH_ROWS}
 * rows, so that nothing but a moment is in memory and the database sorts little. Rows that claim a time which was yet to come when they were
 * received are left out, as the stream job leaves them out. Stateless.
 */
final class FamilyRows {

    private static final int STRETCH_ROWS = 20_000;
    private static final int FETCH_ROWS = 500;
    private static final Duration LONGEST_STRETCH = Duration.ofDays(90);

    private static final String AHEAD_BIT = "2";

    private static final String BINDINGS = "WITH bound AS (SELECT b.device_id, d.serial_number, d.type,"
            + " CASE WHEN b.valid_from = '-infinity' THEN NULL ELSE (extract(epoch FROM b.valid_from) * 1000)::bigint END AS bound_ms,"
            + " greatest(b.valid_from, v.since) AS since, least(b.valid_to, v.until) AS until, b.valid_to AS left_at"
            + " FROM unnest(?::integer[], ?::timestamptz[], ?::timestamptz[]) AS v (device_id, since, until)"
            + " JOIN device_binding b ON b.device_id = v.device_id JOIN device d ON d.id = b.device_id"
            + " WHERE b.parent_id = ? OR (b.device_id = ? AND b.parent_id IS NULL))";
    private static final String POINTS = " p.point_id, p.value AS point_value, p.quality AS point_quality";
    private static final String ROWS = " FROM bound JOIN %s t ON t.%s = bound.device_id AND t.time >= bound.since"
            + " AND t.time < bound.until AND t.time >= ? AND t.time < ? AND (t.flags & " + AHEAD_BIT + ") = 0"
            + " LEFT JOIN point_sample p ON p.device_id = bound.device_id AND p.time = t.time";
    private static final String HEAD = " SELECT bound.device_id, bound.serial_number, bound.type, bound.bound_ms,"
            + " (extract(epoch FROM t.time) * 1000)::bigint AS at_ms, ";

    private static final String PACKS = HEAD + "true AS is_pack, t.cells, t.cell_quality, t.temperatures,"
            + " t.cells_expected::integer AS cells_expected, " + nulls() + "," + POINTS
            + String.format(ROWS, "pack_sample", "pack_id");
    private static final String BMSS = HEAD + "false AS is_pack, NULL, NULL, NULL, NULL::integer, " + hot() + ","
            + POINTS + String.format(ROWS, "bms_sample", "bms_id");

    private static final String NEXT =
            "SELECT min(least((SELECT min(time) FROM pack_sample WHERE pack_id = device_id AND time >= span.since AND time < span.until),"
                    + " (SELECT min(time) FROM bms_sample WHERE bms_id = device_id AND time >= span.since AND time < span.until))) AS next"
                    + " FROM unnest(?::integer[]) AS device_id CROSS JOIN (SELECT ?::timestamptz AS since, ?::timestamptz AS until) span";

    private static final String DEPARTURES = " SELECT DISTINCT device_id, serial_number, bound_ms,"
            + " (extract(epoch FROM left_at) * 1000)::bigint AS left_ms FROM bound"
            + " WHERE since < until AND left_at = until AND left_at <> 'infinity' AND left_at < ?";

    private FamilyRows() {}

    /**
     * A BMS and its packs, or a device that is part of none, as far as it is visible. Immutable.
     *
     * @param rootKey surrogate id
     */
    record VisibleFamily(int rootKey, List<VisibleDevice> members) {

        VisibleFamily {
            members = List.copyOf(members);
        }

        /** How often its logger sent at a moment; in the time after a stay as in it. */
        int uploadIntervalSeconds(long atMillis) {
            List<VisibleDevice.Stay> stays = members.get(0).stays();
            for (VisibleDevice member : members) {
                stays = member.key() == rootKey ? member.stays() : stays;
            }
            Instant at = Instant.ofEpochMilli(atMillis);
            int seconds = stays.get(0).place().uploadIntervalSeconds();
            for (VisibleDevice.Stay stay : stays) {
                seconds =
                        stay.time().from().isAfter(at) ? seconds : stay.place().uploadIntervalSeconds();
            }
            return seconds;
        }
    }

    /** Is given every moment in the order of time. */
    interface Moments {
        /** @return whether it wants more */
        boolean moment(Moment moment) throws IOException;
    }

    /** When devices leave the family, as far as they are visible until then. */
    static Departures departures(Connection connection, VisibleFamily family, Instant to) throws SQLException {
        return new Departures(Sql.of(BINDINGS, intervals(family))
                .append(DEPARTURES, to)
                .list(
                        connection,
                        row -> new Departures.Departure(
                                row.getInt("device_id"),
                                row.getString("serial_number"),
                                boundMillis(row),
                                row.getLong("left_ms"))));
    }

    static void read(
            Connection connection,
            VisibleFamily family,
            Instant from,
            Instant to,
            Moments out,
            Cancellation cancellation)
            throws SQLException, IOException {
        long stretchSeconds = (long) STRETCH_ROWS
                * family.uploadIntervalSeconds(to.toEpochMilli())
                / family.members().size();
        Duration stretch = Duration.ofSeconds(Math.max(1, stretchSeconds));
        stretch = stretch.compareTo(LONGEST_STRETCH) > 0 ? LONGEST_STRETCH : stretch;
        boolean isWanted = true;
        Optional<Instant> start = next(connection, family, from, to);
        while (isWanted && start.isPresent()) {
            cancellation.check();
            Instant end = start.get().plus(stretch);
            end = end.isAfter(to) ? to : end;
            isWanted = readStretch(connection, family, start.get(), end, out, cancellation);
            start = next(connection, family, end, to);
        }
    }

    /** When something is stored for the next time: years without a row are passed over. */
    private static Optional<Instant> next(Connection connection, VisibleFamily family, Instant from, Instant to)
            throws SQLException {
        Object[] parameters = {family.members().stream().map(VisibleDevice::key).toArray(Integer[]::new), from, to};
        return Sql.of(NEXT, parameters)
                .first(connection, row -> Optional.ofNullable(Sql.instant(row, "next")))
                .flatMap(next -> next);
    }

    private static boolean readStretch(
            Connection connection,
            VisibleFamily family,
            Instant from,
            Instant to,
            Moments out,
            Cancellation cancellation)
            throws SQLException, IOException {
        Sql sql = Sql.of(BINDINGS, intervals(family))
                .append(" SELECT * FROM (" + PACKS, from, to)
                .append(" UNION ALL" + BMSS, from, to)
                .append(") s ORDER BY at_ms, device_id <> ?, serial_number", family.rootKey());
        try (PreparedStatement select = sql.prepare(connection)) {
            select.setFetchSize(FETCH_ROWS);
            cancellation.watch(select);
            try (ResultSet row = select.executeQuery()) {
                return give(row, family.rootKey(), out);
            } finally {
                cancellation.forget(select);
            }
        }
    }

    private static boolean give(ResultSet row, int rootKey, Moments out) throws SQLException, IOException {
        List<Moment.Part> parts = new ArrayList<>();
        long at = Long.MIN_VALUE;
        while (row.next()) {
            long next = row.getLong("at_ms");
            if (next != at && !parts.isEmpty()) {
                if (!out.moment(new Moment(rootKey, at, List.copyOf(parts)))) {
                    return false;
                }
                parts.clear();
            }
            at = next;
            parts.add(new Moment.Part(row.getInt("device_id"), boundMillis(row), StoredSaid.of(row)));
        }
        return parts.isEmpty() || out.moment(new Moment(rootKey, at, List.copyOf(parts)));
    }

    private static long boundMillis(ResultSet row) throws SQLException {
        long bound = row.getLong("bound_ms");
        return row.wasNull() ? Long.MIN_VALUE : bound;
    }

    private static Object[] intervals(VisibleFamily family) {
        List<Integer> devices = new ArrayList<>();
        List<Instant> since = new ArrayList<>();
        List<Instant> until = new ArrayList<>();
        for (VisibleDevice member : family.members()) {
            for (Interval interval : member.intervals()) {
                devices.add(member.key());
                since.add(interval.from());
                until.add(interval.to());
            }
        }
        return new Object[] {
            devices.toArray(Integer[]::new),
            since.toArray(Instant[]::new),
            until.toArray(Instant[]::new),
            family.rootKey(),
            family.rootKey()
        };
    }

    private static String hot() {
        StringBuilder columns = new StringBuilder();
        for (String column : StoredSaid.HOT_COLUMNS) {
            columns.append(columns.isEmpty() ? "" : ", ")
                    .append("t.")
                    .append(column)
                    .append("::integer");
        }
        return columns.toString();
    }

    private static String nulls() {
        StringBuilder columns = new StringBuilder();
        for (String column : StoredSaid.HOT_COLUMNS) {
            columns.append(columns.isEmpty() ? "" : ", ")
                    .append("NULL::integer AS ")
                    .append(column);
        }
        return columns.toString();
    }
}
