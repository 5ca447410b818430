package io.busbar.jobs.alarm;

import static io.busbar.jobs.database.SqlArrays.array;

import io.busbar.alarm.family.FamilyState;
import io.busbar.jobs.database.SqlTimes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table {@code alarm_state}: states of families to go on from. Stateless. */
final class StateTable {

    private static final String SELECT =
            "SELECT n.root_id, s.states FROM unnest(?::integer[], ?::bigint[]) AS n (root_id, before_ms)"
                    + " CROSS JOIN LATERAL (SELECT states FROM alarm_state s WHERE s.root_id = n.root_id"
                    + " AND s.at < to_timestamp(n.before_ms / 1000.0) ORDER BY s.at DESC LIMIT 1) s";

    private static final String SELECT_FROM =
            "SELECT n.root_id, s.states FROM unnest(?::integer[], ?::bigint[]) AS n (root_id, from_ms)"
                    + " CROSS JOIN LATERAL (SELECT states FROM alarm_state s WHERE s.root_id = n.root_id"
                    + " AND s.at >= to_timestamp(n.from_ms / 1000.0) ORDER BY s.at LIMIT 1) s";

    private static final String UPSERT = "INSERT INTO alarm_state (root_id, at, states)"
            + " SELECT root_id, to_timestamp(at / 1000.0), states FROM unnest(?::integer[], ?::bigint[], ?::bytea[]) AS n (root_id, at, states)"
            + " ON CONFLICT (root_id, at) DO UPDATE SET states = excluded.states";

    private static final String DELETE =
            "DELETE FROM alarm_state s USING unnest(?::integer[], ?::bigint[]) AS n (root_id, after_ms)"
                    + " WHERE s.root_id = n.root_id AND s.at > to_timestamp(n.after_ms / 1000.0)";

    private StateTable() {}

    /** A state to keep. Immutable as long as nobody writes to the array. */
    record Row(int rootId, long atMillis, byte[] states) {}

    /** Of each family the newest state from before a moment; a family that has none is left out. */
    static Map<Integer, FamilyState> newestBefore(Connection open, Map<Integer, Long> beforeMillis)
            throws SQLException {
        return read(open, SELECT, beforeMillis);
    }

    /** Of each family the oldest state of a moment or later; a family that has none is left out. */
    static Map<Integer, FamilyState> oldestFrom(Connection open, Map<Integer, Long> fromMillis) throws SQLException {
        return read(open, SELECT_FROM, fromMillis);
    }

    private static Map<Integer, FamilyState> read(Connection open, String sql, Map<Integer, Long> millisOfFamily)
            throws SQLException {
        Map<Integer, FamilyState> states = new HashMap<>();
        if (millisOfFamily.isEmpty()) {
            return states;
        }
        try (PreparedStatement select = open.prepareStatement(sql)) {
            setFamilies(open, select, millisOfFamily);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    states.put(row.getInt(1), FamilyState.decode(row.getBytes(2)));
                }
            }
        }
        return states;
    }

    static void upsert(Connection open, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = open.prepareStatement(UPSERT)) {
            upsert.setArray(1, array(open, "int4", rows, Row::rootId));
            upsert.setArray(2, array(open, "int8", rows, Row::atMillis));
            upsert.setArray(
                    3,
                    open.createArrayOf("bytea", rows.stream().map(Row::states).toArray(byte[][]::new)));
            upsert.executeUpdate();
        }
    }

    /** Forgets what was made of moments that are judged again. */
    static void deleteAfter(Connection open, Map<Integer, Long> afterMillis) throws SQLException {
        try (PreparedStatement delete = open.prepareStatement(DELETE)) {
            setFamilies(open, delete, afterMillis);
            delete.executeUpdate();
        }
    }

    private static void setFamilies(Connection open, PreparedStatement statement, Map<Integer, Long> millisOfFamily)
            throws SQLException {
        statement.setArray(1, open.createArrayOf("int4", millisOfFamily.keySet().toArray()));
        statement.setArray(
                2,
                array(
                        open,
                        "int8",
                        millisOfFamily.values(),
                        millis -> Math.max(SqlTimes.FIRST_MILLIS, Math.min(SqlTimes.LAST_MILLIS, millis))));
    }
}
