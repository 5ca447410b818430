package io.busbar.query.fleet;

import io.busbar.fleet.ScramVerifier;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Sql;
import io.busbar.query.fleet.LoggerView.PlantRef;
import io.busbar.query.fleet.LoggerView.SubDevices;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A logger that belongs to somebody, with what nobody is shown. Nothing in it comes from before it came to where it is. Immutable as long as
 * nobody writes to the array.
 *
 * @param id surrogate id
 * @param organizationKey surrogate id
 * @param plantKey surrogate id, null without a plant
 * @param onlineDevices surrogate ids of the BMSs that are online
 * @param view of no device at fault: that depends on who asks ({@link SubDeviceFaults})
 */
@SuppressWarnings("ArrayRecordComponent") // private to the package, read once
record LoggerRow(
        int id,
        int organizationKey,
        @Nullable Integer plantKey,
        byte[] keySha256,
        @Nullable ScramVerifier scram,
        @Nullable String checkCode,
        List<Integer> onlineDevices,
        LoggerView view) {

    private static final String SELECT = "SELECT l.id, l.organization_id, lp.plant_id AS plant_key, l.serial_number,"
            + " l.alias, l.model, l.firmware, l.communication, l.signal_percent, l.labels, l.zone,"
            + " l.upload_interval_seconds, l.connect_count, l.active, l.key_sha256, l.scram, l.check_code,"
            + " p.public_id AS plant_id, p.name AS plant_name,"
            + " CASE WHEN activity.last_received_at >= lp.valid_from THEN activity.last_received_at END AS last_received_at,"
            + " sub.devices, sub.online"
            + " FROM logger l JOIN logger_plant lp ON lp.logger_id = l.id AND lp.valid_to = 'infinity'"
            + " LEFT JOIN plant p ON p.id = lp.plant_id"
            + " LEFT JOIN logger_activity activity ON activity.logger_sn = l.serial_number"
            + " CROSS JOIN LATERAL (SELECT count(*) AS devices, array_agg(b.device_id) FILTER (WHERE (SELECT max(f.received_at)"
            + "   FROM latest_frame f WHERE f.device_id = b.device_id AND f.time >= greatest(b.valid_from, lp.valid_from))"
            + "   > ?::timestamptz - l.upload_interval_seconds * interval '" + Loggers.ONLINE_INTERVALS
            + " seconds') AS online FROM device_binding b"
            + "   WHERE b.logger_sn = l.serial_number AND b.valid_to = 'infinity' AND b.parent_id IS NULL) sub WHERE ";

    /** Loggers as they are at a moment; a condition is to follow. */
    static Sql select(Instant now) {
        return Sql.of(SELECT, now);
    }

    static LoggerRow visible(Connection connection, Scope scope, String serialNumber, Instant now) throws SQLException {
        return select(now)
                .append(scope.sees("lp.organization_id", "lp.plant_id"))
                .append(" AND l.serial_number = ?", serialNumber)
                .first(connection, row -> of(row, now))
                .orElseThrow(Refusal::notFound);
    }

    static LoggerRow byId(Connection connection, int id, Instant now) throws SQLException {
        return select(now)
                .append("l.id = ?", id)
                .first(connection, row -> of(row, now))
                .orElseThrow();
    }

    static LoggerRow of(ResultSet row, Instant now) throws SQLException {
        String scram = row.getString("scram");
        return new LoggerRow(
                row.getInt("id"),
                row.getInt("organization_id"),
                row.getObject("plant_key", Integer.class),
                row.getBytes("key_sha256"),
                scram == null ? null : ScramVerifier.parse(scram),
                row.getString("check_code"),
                online(row),
                view(row, now));
    }

    /** What people set of it, for the audit log. */
    Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        PlantRef plant = view.plant();
        settings.put("plant", plant == null ? "" : plant.id());
        settings.put("alias", view.alias());
        settings.put("model", view.model());
        settings.put("firmware", view.firmware());
        settings.put("communicationType", view.communicationType());
        settings.put("labels", view.labels());
        settings.put("zone", view.zone());
        settings.put("uploadIntervalSeconds", view.uploadIntervalSeconds());
        settings.put("active", view.active());
        return settings;
    }

    private static List<Integer> online(ResultSet row) throws SQLException {
        Array ids = row.getArray("online");
        return ids == null ? List.of() : List.of((Integer[]) ids.getArray());
    }

    private static LoggerView view(ResultSet row, Instant now) throws SQLException {
        int intervalSeconds = row.getInt("upload_interval_seconds");
        Instant lastUpdate = Sql.instant(row, "last_received_at");
        int devices = row.getInt("devices");
        int online = online(row).size();
        String plant = row.getString("plant_id");
        return new LoggerView(
                row.getString("serial_number"),
                Loggers.status(lastUpdate, intervalSeconds, now),
                row.getString("alias"),
                row.getString("model"),
                row.getString("firmware"),
                row.getString("communication"),
                row.getObject("signal_percent", Integer.class),
                plant == null ? null : new PlantRef(plant, row.getString("plant_name")),
                Arrays.asList((String[]) row.getArray("labels").getArray()),
                row.getString("zone"),
                intervalSeconds,
                row.getObject("connect_count", Long.class),
                lastUpdate,
                row.getBoolean("active"),
                new SubDevices(devices, online, 0, devices - online));
    }
}
