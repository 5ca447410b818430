package io.busbar.jobs.rollup;

import static io.busbar.jobs.database.SqlArrays.array;

import io.busbar.rollup.BucketGrid;
import io.busbar.rollup.BucketLevel;
import io.busbar.rollup.Cadence;
import io.busbar.rollup.GapLedger;
import io.busbar.rollup.LedgerHour;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The table {@code gap_ledger}: an hour of a logger is reckoned anew with the hour of any of its devices. Stateless. */
final class GapLedgerTable {

    /** Any number, the same for everybody who reckons hours. */
    private static final int LOCK = 0x67617073;

    private static final String LOCK_LOGGERS = "SELECT pg_advisory_xact_lock(" + LOCK
            + ", hashtext(sn)) FROM (SELECT sn FROM unnest(?::text[]) AS l (sn) ORDER BY sn) s";

    private static final String LOGGERS = "SELECT DISTINCT b.logger_sn, n.from_ms, n.interval_ms"
            + " FROM unnest(?::integer[], ?::bigint[], ?::bigint[]) AS n (device_id, from_ms, interval_ms)"
            + " JOIN device_binding b ON b.device_id = n.device_id AND b.valid_to > to_timestamp(n.from_ms / 1000.0)"
            + " AND b.valid_from < to_timestamp(n.from_ms / 1000.0) + interval '1 hour' ORDER BY 1, 2";

    /** When the frames of a logger were observed, by its devices: those that it spoke for then. */
    private static final String TIMES = "SELECT n.place, (date_part('epoch', s.time) * 1000)::bigint FROM"
            + " unnest(?::text[], ?::bigint[], ?::bigint[]) WITH ORDINALITY AS n (logger_sn, from_ms, to_ms, place)"
            + " CROSS JOIN LATERAL (SELECT DISTINCT f.time FROM device_binding b CROSS JOIN LATERAL ("
            + of("pack_sample", "pack_id") + " UNION ALL " + of("bms_sample", "bms_id")
            + ") f WHERE b.logger_sn = n.logger_sn) s ORDER BY n.place, s.time";

    private static final String UPSERT = "INSERT INTO gap_ledger (logger_sn, hour, received, expected, covered_ms)"
            + " SELECT logger_sn, to_timestamp(hour / 1000.0), received, expected, covered"
            + " FROM unnest(?::text[], ?::bigint[], ?::integer[], ?::integer[], ?::integer[]) AS n (logger_sn, hour, received, expected, covered)"
            + " ON CONFLICT (logger_sn, hour) DO UPDATE SET received = excluded.received, expected = excluded.expected,"
            + " covered_ms = excluded.covered_ms";

    private GapLedgerTable() {}

    /** An hour of a device. Immutable. */
    record Hour(int deviceId, long startMillis, Cadence cadence) {}

    private record LoggerHour(String logger, long startMillis, Cadence cadence) {

        long endMillis() {
            return BucketGrid.HOURS.endMillis(startMillis);
        }

        long fromMillis() {
            return startMillis - cadence.gapCapMillis();
        }
    }

    /** Reckons the hours of the loggers that spoke for these devices; those that begin before the horizon stay as they are. */
    static void reckon(Connection open, Collection<Hour> hours, long horizonMillis) throws SQLException {
        List<LoggerHour> loggerHours = loggerHours(open, hours);
        loggerHours.removeIf(hour -> hour.fromMillis() < horizonMillis);
        if (loggerHours.isEmpty()) {
            return;
        }
        lock(open, loggerHours);
        List<List<Long>> times = times(open, loggerHours);
        try (PreparedStatement upsert = open.prepareStatement(UPSERT)) {
            List<LedgerHour> ledger = new ArrayList<>();
            for (int i = 0; i < loggerHours.size(); i++) {
                LoggerHour hour = loggerHours.get(i);
                long[] observed =
                        times.get(i).stream().mapToLong(Long::longValue).toArray();
                ledger.add(GapLedger.hours(hour.startMillis(), hour.endMillis(), hour.cadence(), observed)
                        .get(0));
            }
            upsert.setArray(1, array(open, "text", loggerHours, LoggerHour::logger));
            upsert.setArray(2, array(open, "int8", loggerHours, LoggerHour::startMillis));
            upsert.setArray(3, array(open, "int4", ledger, LedgerHour::receivedFrames));
            upsert.setArray(4, array(open, "int4", ledger, LedgerHour::expectedFrames));
            upsert.setArray(5, array(open, "int4", ledger, LedgerHour::coveredMillis));
            upsert.executeUpdate();
        }
    }

    /** Those among the keys of computed buckets. */
    static List<Hour> among(Collection<RollupTable.Whole> wholes) {
        return wholes.stream()
                .filter(whole -> whole.key().level() == BucketLevel.ONE_HOUR)
                .map(whole -> new Hour(whole.deviceId(), whole.startMillis(), whole.cadence()))
                .toList();
    }

    private static List<LoggerHour> loggerHours(Connection open, Collection<Hour> hours) throws SQLException {
        List<LoggerHour> loggerHours = new ArrayList<>();
        if (hours.isEmpty()) {
            return loggerHours;
        }
        try (PreparedStatement select = open.prepareStatement(LOGGERS)) {
            select.setArray(1, array(open, "int4", hours, Hour::deviceId));
            select.setArray(2, array(open, "int8", hours, Hour::startMillis));
            select.setArray(3, array(open, "int8", hours, hour -> hour.cadence().intervalMillis()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    LoggerHour next = new LoggerHour(row.getString(1), row.getLong(2), new Cadence(row.getLong(3)));
                    LoggerHour last = loggerHours.isEmpty() ? null : loggerHours.get(loggerHours.size() - 1);
                    boolean isSame = last != null
                            && last.logger().equals(next.logger())
                            && last.startMillis() == next.startMillis();
                    if (!isSame) {
                        loggerHours.add(next);
                    }
                }
            }
        }
        return loggerHours;
    }

    private static void lock(Connection open, List<LoggerHour> hours) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(LOCK_LOGGERS)) {
            select.setArray(
                    1,
                    open.createArrayOf(
                            "text",
                            hours.stream().map(LoggerHour::logger).distinct().toArray()));
            select.execute();
        }
    }

    private static List<List<Long>> times(Connection open, List<LoggerHour> hours) throws SQLException {
        List<List<Long>> times = new ArrayList<>();
        hours.forEach(hour -> times.add(new ArrayList<>()));
        try (PreparedStatement select = open.prepareStatement(TIMES)) {
            select.setArray(1, array(open, "text", hours, LoggerHour::logger));
            select.setArray(2, array(open, "int8", hours, LoggerHour::fromMillis));
            select.setArray(3, array(open, "int8", hours, LoggerHour::endMillis));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    times.get(row.getInt(1) - 1).add(row.getLong(2));
                }
            }
        }
        return times;
    }

    private static String of(String table, String device) {
        return "SELECT t.time FROM " + table + " t WHERE t." + device + " = b.device_id AND t.time >= b.valid_from"
                + " AND t.time < b.valid_to AND t.time >= to_timestamp(n.from_ms / 1000.0)"
                + " AND t.time < to_timestamp(n.to_ms / 1000.0)";
    }
}
