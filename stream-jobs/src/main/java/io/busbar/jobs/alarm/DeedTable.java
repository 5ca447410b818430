package io.busbar.jobs.alarm;

import io.busbar.alarm.Acknowledgement;
import io.busbar.alarm.AlarmDeed;
import io.busbar.alarm.AlarmEvent;
import io.busbar.alarm.Shelving;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people do about alarms, in the tables {@code alarm} and {@code alarm_event}. Doing it again does nothing. Stateless. */
final class DeedTable {

    private static final Logger LOG = LoggerFactory.getLogger(DeedTable.class);

    /** The end of a shelving that nobody ended before its time. */
    private static final String BUSBAR = "busbar";

    private static final String LOCK = "SELECT revision FROM alarm WHERE id = ? FOR UPDATE";
    private static final String TOLD =
            "SELECT count(*), count(*) FILTER (WHERE at = ?) FROM alarm_event WHERE alarm_id = ? AND type = ?";
    private static final String ACKNOWLEDGE =
            "UPDATE alarm SET acknowledged_at = ?, acknowledged_by = ?, acknowledgement = ?,"
                    + " revision = revision + 1, changed_at = now() WHERE id = ?";
    private static final String SHELVE =
            "UPDATE alarm SET shelved_at = ?, shelved_by = ?, shelved_until = ?, shelved_why = ?,"
                    + " revision = revision + 1, changed_at = now() WHERE id = ?";
    private static final String UNSHELVE =
            "UPDATE alarm SET shelved_at = NULL, shelved_by = NULL, shelved_until = NULL, shelved_why = NULL,"
                    + " revision = revision + 1, changed_at = now() WHERE id = ?";

    private DeedTable() {}

    /** Returns what is to be told. */
    static List<AlarmEvent> apply(Connection open, AlarmDeed deed, long nowMillis) throws SQLException {
        List<AlarmTable.Stored> found = AlarmTable.where(open, "a.id = ?", deed.occurrence());
        if (found.isEmpty()) {
            LOG.warn("passed over a deed for an alarm that is not there: {}", deed.occurrence());
            return List.of();
        }
        long revision = lock(open, deed.occurrence());
        AlarmEvent first =
                new AlarmEvent(found.get(0).occurrence(), 1, deed.atMillis(), nowMillis, false, deed.detail());
        int told = told(open, first);
        if (told < 0) {
            return List.of();
        }
        write(open, deed);
        AlarmEvent event =
                new AlarmEvent(found.get(0).occurrence(), told + 1, deed.atMillis(), nowMillis, false, deed.detail());
        return AlarmTable.insert(open, List.of(event), List.of(revision + 1));
    }

    /** Ends the shelvings whose time is over. Returns what is to be told. */
    static List<AlarmEvent> endShelvings(Connection open, long nowMillis) throws SQLException {
        List<AlarmEvent> events = new ArrayList<>();
        String overdue = "a.shelved_until <= to_timestamp(? / 1000.0)";
        for (AlarmTable.Stored alarm : AlarmTable.where(open, overdue, nowMillis)) {
            AlarmDeed end = new AlarmDeed(alarm.occurrence().id(), new Shelving.End(BUSBAR, nowMillis));
            events.addAll(apply(open, end, nowMillis));
        }
        return events;
    }

    private static long lock(Connection open, UUID occurrence) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(LOCK)) {
            select.setObject(1, occurrence);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** How many events of the type there are; -1 when this one is among them. */
    private static int told(Connection open, AlarmEvent event) throws SQLException {
        try (PreparedStatement select = open.prepareStatement(TOLD)) {
            select.setTimestamp(1, new Timestamp(event.atMillis()));
            select.setObject(2, event.occurrence().id());
            select.setString(3, event.type().name().toLowerCase(Locale.ROOT));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getInt(2) > 0 ? -1 : row.getInt(1);
            }
        }
    }

    private static void write(Connection open, AlarmDeed deed) throws SQLException {
        if (deed.detail() instanceof Acknowledgement acknowledgement) {
            update(
                    open,
                    ACKNOWLEDGE,
                    new Timestamp(acknowledgement.atMillis()),
                    acknowledgement.who(),
                    acknowledgement.note(),
                    deed.occurrence());
        } else if (deed.detail() instanceof Shelving shelving) {
            update(
                    open,
                    SHELVE,
                    new Timestamp(shelving.atMillis()),
                    shelving.who(),
                    new Timestamp(shelving.untilMillis()),
                    shelving.why(),
                    deed.occurrence());
        } else {
            update(open, UNSHELVE, deed.occurrence());
        }
    }

    private static void update(Connection open, String sql, Object... arguments) throws SQLException {
        try (PreparedStatement update = open.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                update.setObject(i + 1, arguments[i]);
            }
            update.executeUpdate();
        }
    }
}
