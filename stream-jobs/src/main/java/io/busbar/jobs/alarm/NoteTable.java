package io.busbar.jobs.alarm;

import static io.busbar.jobs.database.SqlArrays.array;

import io.busbar.jobs.database.SqlTimes;
import io.busbar.topic.LoggerSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table {@code alarm_note}: whose alarms are to be judged again. Stateless. */
final class NoteTable {

    private static final String UPSERT = "INSERT INTO alarm_note AS old (root_id, since, logger_sn)"
            + " SELECT root_id, to_timestamp(since / 1000.0), logger_sn FROM unnest(?::integer[], ?::bigint[], ?::text[])"
            + " AS n (root_id, since, logger_sn)"
            + " ON CONFLICT (root_id) DO UPDATE SET since = least(old.since, excluded.since), logger_sn = excluded.logger_sn,"
            + " noted = old.noted + 1";

    /** Whoever speaks for a device, or was the last one to. */
    static final String LAST_LOGGER =
            "(SELECT l.logger_sn FROM device_binding l WHERE l.device_id = %s ORDER BY l.valid_from DESC LIMIT 1)";

    /** Every device of a type that somebody has spoken for since, as its family. */
    private static final String OF_TYPES =
            ofFamilies("SELECT coalesce(b.parent_id, b.device_id) AS root_id, n.since, min(b.logger_sn) AS logger_sn"
                    + " FROM (SELECT to_timestamp(? / 1000.0) AS since) n JOIN device_binding b ON b.valid_to > n.since"
                    + " JOIN device d ON d.id = b.device_id WHERE d.type = ANY (?) GROUP BY 1, 2");

    /**
     * Every family behind loggers that are elsewhere than where they were judged, or have been since, from the first time that they were: who came
     * back is where it was, and was away. A first plant takes what came before.
     */
    private static final String OF_MOVED = ofFamilies(
            "SELECT coalesce(b.parent_id, b.device_id) AS root_id, min(n.since) AS since, min(n.logger_sn) AS logger_sn"
                    + " FROM (SELECT n.logger_sn, least(to_timestamp(n.since / 1000.0), moved.since) AS since"
                    + " FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::bigint[])"
                    + " AS n (logger_sn, organization, plant, since, judged_organization, judged_plant, judged_since)"
                    + " CROSS JOIN LATERAL (SELECT min(greatest(lp.valid_from, to_timestamp(" + SqlTimes.FIRST_MILLIS
                    + " / 1000.0))) AS since FROM logger l JOIN logger_plant lp ON lp.logger_id = l.id LEFT JOIN plant p ON p.id = lp.plant_id"
                    + " WHERE l.serial_number = n.logger_sn AND (lp.valid_from > to_timestamp(n.judged_since / 1000.0)"
                    + " OR (lp.valid_to > to_timestamp(n.judged_since / 1000.0) AND coalesce(p.public_id, '') <> n.judged_plant))) moved"
                    + " WHERE moved.since IS NOT NULL"
                    + " OR (n.organization, n.plant) IS DISTINCT FROM (n.judged_organization, n.judged_plant)) n"
                    + " JOIN device_binding b ON b.logger_sn = n.logger_sn AND b.valid_to > n.since GROUP BY 1");

    private static final String SELECT = "SELECT root_id, (extract(epoch FROM since) * 1000)::bigint, coalesce("
            + String.format(LAST_LOGGER, "root_id") + ", logger_sn), noted FROM alarm_note";

    private static final String DELETE =
            "DELETE FROM alarm_note t USING unnest(?::integer[], ?::integer[]) AS n (root_id, noted)"
                    + " WHERE t.root_id = n.root_id AND t.noted = n.noted";

    private NoteTable() {}

    /** @param families a question for {@code root_id}, {@code since} and a logger that spoke for it */
    private static String ofFamilies(String families) {
        return "INSERT INTO alarm_note AS old (root_id, since, logger_sn)"
                + " SELECT root_id, since, coalesce(" + String.format(LAST_LOGGER, "root_id") + ", logger_sn) FROM ("
                + families + ") f WHERE true"
                + " ON CONFLICT (root_id) DO UPDATE SET since = least(old.since, excluded.since), noted = old.noted + 1";
    }

    /**
     * Immutable.
     *
     * @param noted how often it was noted, as read
     */
    record Note(int rootId, long sinceMillis, String loggerSerialNumber, int noted) {

        /** Times before the first that the database takes are that one. */
        Note {
            sinceMillis = Math.max(SqlTimes.FIRST_MILLIS, sinceMillis);
        }
    }

    static void upsert(Connection open, Collection<Note> all) throws SQLException {
        if (all.isEmpty()) {
            return;
        }
        Map<Integer, Note> byRoot = new LinkedHashMap<>();
        for (Note note : all) {
            byRoot.merge(note.rootId(), note, (one, other) -> one.sinceMillis() <= other.sinceMillis() ? one : other);
        }
        Collection<Note> notes = byRoot.values();
        try (PreparedStatement upsert = open.prepareStatement(UPSERT)) {
            upsert.setArray(1, array(open, "int4", notes, Note::rootId));
            upsert.setArray(2, array(open, "int8", notes, Note::sinceMillis));
            upsert.setArray(3, array(open, "text", notes, Note::loggerSerialNumber));
            upsert.executeUpdate();
        }
    }

    static void noteTypes(Connection open, Collection<Integer> typeCodes, long sinceMillis) throws SQLException {
        try (PreparedStatement insert = open.prepareStatement(OF_TYPES)) {
            insert.setLong(1, sinceMillis);
            insert.setArray(2, open.createArrayOf("int4", typeCodes.toArray()));
            insert.executeUpdate();
        }
    }

    /** Notes what was judged by the rules of where loggers had been. */
    static void noteMoved(Connection open, Collection<SilenceWatch.Unstored> settings) throws SQLException {
        if (settings.isEmpty()) {
            return;
        }
        List<LoggerSettings> now =
                settings.stream().map(SilenceWatch.Unstored::settings).toList();
        List<LoggerSettings> judgedBy =
                settings.stream().map(SilenceWatch.Unstored::judgedBy).toList();
        try (PreparedStatement insert = open.prepareStatement(OF_MOVED)) {
            insert.setArray(1, array(open, "text", now, LoggerSettings::serialNumber));
            insert.setArray(2, array(open, "text", now, LoggerSettings::organization));
            insert.setArray(3, array(open, "text", now, LoggerSettings::plant));
            insert.setArray(4, array(open, "int8", now, NoteTable::placeSinceMillis));
            insert.setArray(5, array(open, "text", judgedBy, LoggerSettings::organization));
            insert.setArray(6, array(open, "text", judgedBy, LoggerSettings::plant));
            insert.setArray(7, array(open, "int8", judgedBy, NoteTable::placeSinceMillis));
            insert.executeUpdate();
        }
    }

    private static long placeSinceMillis(LoggerSettings settings) {
        return settings.placeSinceMillis() == 0 ? SqlTimes.FIRST_MILLIS : settings.placeSinceMillis();
    }

    static List<Note> readAll(Connection open) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(SELECT)) {
            return read(select);
        }
    }

    static List<Note> read(Connection open, Collection<Integer> rootIds) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(SELECT + " WHERE root_id = ANY (?)")) {
            select.setArray(1, open.createArrayOf("int4", rootIds.toArray()));
            return read(select);
        }
    }

    private static List<Note> read(PreparedStatement select) throws SQLException {
        List<Note> notes = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                notes.add(new Note(row.getInt(1), row.getLong(2), row.getString(3), row.getInt(4)));
            }
        }
        return notes;
    }

    /** Takes notes away, unless something was noted since they were read. */
    static void delete(Connection open, Collection<Note> notes) throws SQLException {
        if (notes.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = open.prepareStatement(DELETE)) {
            delete.setArray(1, array(open, "int4", notes, Note::rootId));
            delete.setArray(2, array(open, "int4", notes, Note::noted));
            delete.executeUpdate();
        }
    }
}
