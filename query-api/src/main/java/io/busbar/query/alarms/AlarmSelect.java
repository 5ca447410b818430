package io.busbar.query.alarms;

import io.busbar.query.access.Scope;
import io.busbar.query.access.Sql;

/**
 * Statements that join alarms, or their events, with where their device was when they were raised, of what a scope lets through: those of devices,
 * and those of silent loggers. What is seen there of an alarm is decided by {@link AlarmVisibility}. Stateless.
 */
final class AlarmSelect {

    private static final String ALARM =
            "SELECT a.id, a.device_sn, a.device_id, a.logger_sn, a.rule_id, a.rule_version, a.severity, a.state, a.cell,"
                    + " a.raised_at, a.cleared_at, a.retroactive, a.revision, a.evidence, a.acknowledged_at, a.acknowledged_by,"
                    + " a.acknowledgement, a.shelved_at, a.shelved_until, a.shelved_by, a.shelved_why, a.suppressed_why,"
                    + " a.suppressed_by, lp.organization_id, lp.plant_id AS plant_key, p.public_id AS plant_id, p.name AS plant_name";

    private static final String EVENT = ", e.seq, e.revision AS event_revision, e.processed_at, e.event";

    private static final String OF_DEVICE =
            ", d.type, parent.type AS parent_type, b.parent_id AS parent_key, greatest(b.valid_from, lp.valid_from) AS visible_from,"
                    + " least(b.valid_to, lp.valid_to) AS visible_to FROM alarm a"
                    + " JOIN device_binding b ON b.device_id = a.device_id AND " + raisedWithin("b")
                    + " JOIN device d ON d.id = b.device_id LEFT JOIN device parent ON parent.id = b.parent_id"
                    + " JOIN logger l ON l.serial_number = b.logger_sn";

    private static final String OF_LOGGER =
            ", NULL::integer AS type, NULL::integer AS parent_type, NULL::integer AS parent_key, lp.valid_from AS visible_from,"
                    + " lp.valid_to AS visible_to FROM alarm a JOIN logger l ON l.serial_number = a.logger_sn AND a.device_id IS NULL";

    private static final String AT_PLANT = " JOIN logger_plant lp ON lp.logger_id = l.id AND " + raisedWithin("lp")
            + " LEFT JOIN plant p ON p.id = lp.plant_id";

    private static final String EVENTS = " JOIN alarm_event e ON e.alarm_id = a.id";

    private AlarmSelect() {}

    /** The newest first, by raise and id. */
    static Sql alarms(Scope scope, Sql condition, int limit) {
        return both(scope, "", "", condition, "raised_at DESC, id DESC", limit);
    }

    /** In the order in which they became known. */
    static Sql events(Scope scope, Sql condition, int limit) {
        return both(scope, EVENT, EVENTS, condition, "seq", limit);
    }

    /** The last first. */
    static Sql lastEvents(Scope scope, Sql condition, int limit) {
        return both(scope, EVENT, EVENTS, condition, "seq DESC", limit);
    }

    /**
     * Of a pair of comparisons PostgreSQL expects a ninth to come true, and here nearly all do: it would look up every alarm of every device to find
     * the newest page. Of a condition that it cannot look into it expects half.
     */
    private static String raisedWithin(String table) {
        return "CASE WHEN a.raised_at >= %1$s.valid_from THEN a.raised_at < %1$s.valid_to ELSE false END"
                .formatted(table);
    }

    private static Sql both(Scope scope, String columns, String tables, Sql condition, String order, int limit) {
        Sql sql = Sql.of("(");
        one(sql, columns + OF_DEVICE, tables, scope, condition, order, limit);
        sql.append(") UNION ALL (");
        one(sql, columns + OF_LOGGER, tables, scope, condition, order, limit);
        return sql.append(") ORDER BY " + order + " LIMIT ?", limit);
    }

    private static void one(Sql sql, String from, String tables, Scope scope, Sql condition, String order, int limit) {
        sql.append(ALARM + from + AT_PLANT + tables + " WHERE ")
                .append(scope.sees("lp.organization_id", "lp.plant_id"))
                .append(" AND ")
                .append(condition)
                .append(" ORDER BY " + order + " LIMIT ?", limit);
    }
}
