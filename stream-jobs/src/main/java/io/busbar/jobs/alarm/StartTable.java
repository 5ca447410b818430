package io.busbar.jobs.alarm;

import static io.busbar.jobs.database.SqlArrays.array;

import io.busbar.alarm.AlarmEvent;
import io.busbar.alarm.AlarmEventJson;
import io.busbar.topic.LoggerSettings;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a writer must know of what was before it: who was heard of when, and what was not told. Stateless. */
final class StartTable {

    private static final Logger LOG = LoggerFactory.getLogger(StartTable.class);

    private static final String LOGGERS =
            "SELECT logger_sn, (extract(epoch FROM last_received_at) * 1000)::bigint, settings::text"
                    + " FROM logger_activity";

    /** BMSs that somebody speaks for, and what they said last. */
    private static final String BMSS =
            "SELECT b.logger_sn, d.id, d.serial_number, d.type, (extract(epoch FROM l.received_at) * 1000)::bigint"
                    + " FROM device_binding b JOIN device d ON d.id = b.device_id JOIN latest l ON l.device_id = d.id"
                    + " WHERE b.valid_to = 'infinity' AND d.type = ANY (?)";

    private static final String UNPUBLISHED = "SELECT event::text FROM alarm_event WHERE NOT published ORDER BY seq";
    private static final String PUBLISHED =
            "UPDATE alarm_event SET published = true WHERE id = ANY (?) AND NOT published";
    private static final String SETTINGS = "UPDATE logger_activity a SET settings = n.settings::jsonb"
            + " FROM unnest(?::text[], ?::text[]) AS n (logger_sn, settings) WHERE a.logger_sn = n.logger_sn";

    /** Silences that have not ended. */
    static final String SILENT = "a.kind = 'silence' AND a.state = 'ACTIVE'";

    /** Silences of BMSs that are not behind their logger any more. */
    static final String GONE =
            "a.kind = 'silence' AND a.state = 'ACTIVE' AND a.device_id IS NOT NULL AND NOT EXISTS (SELECT FROM device_binding b"
                    + " WHERE b.device_id = a.device_id AND b.logger_sn = a.logger_sn AND b.valid_to = 'infinity')";

    /** Alarms that are open of devices whose logger speaks for them no more. */
    private static final String DEPARTED = "SELECT id, root_id, left_ms, coalesce("
            + String.format(NoteTable.LAST_LOGGER, "root_id") + ", logger_sn) FROM"
            + " (SELECT a.id, coalesce(b.parent_id, b.device_id) AS root_id, (extract(epoch FROM b.valid_to) * 1000)::bigint AS left_ms,"
            + " b.logger_sn FROM alarm a JOIN device_binding b ON b.device_id = a.device_id AND a.raised_at >= b.valid_from"
            + " AND a.raised_at < b.valid_to WHERE a.kind = 'value' AND a.state IN ('ACTIVE', 'CLEARING')"
            + " AND b.valid_to <> 'infinity') gone";

    private StartTable() {}

    /** Each logger that was ever heard of. */
    interface Loggers {
        void logger(String serialNumber, long lastReceiptMillis, @Nullable LoggerSettings settings);
    }

    /** Each BMS. */
    interface Bmss {
        void bms(String logger, int deviceId, String serialNumber, int typeCode, long lastReceiptMillis);
    }

    static void loggers(Connection open, Loggers out) throws SQLException {
        try (Statement select = open.createStatement();
                ResultSet row = select.executeQuery(LOGGERS)) {
            while (row.next()) {
                String settings = row.getString(3);
                out.logger(row.getString(1), row.getLong(2), settings == null ? null : decode(settings));
            }
        }
    }

    static void bmss(Connection open, Collection<Integer> typeCodes, Bmss out) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(BMSS)) {
            select.setArray(1, open.createArrayOf("int4", typeCodes.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    out.bms(row.getString(1), row.getInt(2), row.getString(3), row.getInt(4), row.getLong(5));
                }
            }
        }
    }

    /**
     * A device has left its family. Immutable.
     *
     * @param loggerSerialNumber who speaks for the family, or was the last one to
     */
    record Departure(int rootId, long atMillis, String loggerSerialNumber) {}

    /** By alarm that is open, when its device has left. */
    static Map<UUID, Departure> departed(Connection open) throws SQLException {
        Map<UUID, Departure> departed = new LinkedHashMap<>();
        try (Statement select = open.createStatement();
                ResultSet row = select.executeQuery(DEPARTED)) {
            while (row.next()) {
                departed.put(
                        row.getObject(1, UUID.class), new Departure(row.getInt(2), row.getLong(3), row.getString(4)));
            }
        }
        return departed;
    }

    /** Events that the topic may lack, since whoever wrote them ended. */
    static List<AlarmEvent> unpublished(Connection open) throws SQLException {
        List<AlarmEvent> events = new ArrayList<>();
        try (Statement select = open.createStatement();
                ResultSet row = select.executeQuery(UNPUBLISHED)) {
            while (row.next()) {
                events.add(AlarmEventJson.read(row.getString(1).getBytes(StandardCharsets.UTF_8)));
            }
        }
        return events;
    }

    static void published(Connection open, Collection<UUID> events) throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        try (PreparedStatement update = open.prepareStatement(PUBLISHED)) {
            update.setArray(1, open.createArrayOf("uuid", events.toArray()));
            update.executeUpdate();
        }
    }

    /** Loggers that were never heard of have no row, and nothing to be silent after. */
    static void settings(Connection open, Collection<LoggerSettings> settings) throws SQLException {
        if (settings.isEmpty()) {
            return;
        }
        try (PreparedStatement update = open.prepareStatement(SETTINGS)) {
            update.setArray(1, array(open, "text", settings, LoggerSettings::serialNumber));
            update.setArray(
                    2, array(open, "text", settings, each -> new String(each.encode(), StandardCharsets.UTF_8)));
            update.executeUpdate();
        }
    }

    private static @Nullable LoggerSettings decode(String json) {
        try {
            return LoggerSettings.decode(json.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            LOG.error("passed over stored settings of a logger: {}", e.getMessage());
            return null;
        }
    }
}
