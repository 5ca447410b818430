package io.busbar.query.alarms;

import io.busbar.query.access.Sql;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What alarms are asked for; null does not narrow. Immutable.
 *
 * @param state null leaves out what was withdrawn
 * @param plant public id
 * @param device serial number of a device, or of a logger for its silence
 * @param from of the raise, inclusive
 * @param to of the raise, exclusive
 */
public record AlarmFilter(
        @Nullable State state,
        @Nullable String severity,
        @Nullable String plant,
        @Nullable String device,
        @Nullable Instant from,
        @Nullable Instant to) {

    /** Where an alarm stands. Immutable. */
    public enum State {
        /** Raised and not cleared. */
        OPEN,
        ACTIVE,
        CLEARING,
        CLEARED,
        /** With all data there is no such alarm. */
        WITHDRAWN;

        /** As in the table. */
        private String[] stored() {
            return this == OPEN ? new String[] {ACTIVE.name(), CLEARING.name()} : new String[] {name()};
        }
    }

    /** Of everything, for a stream of what happens. */
    public static AlarmFilter of(@Nullable String severity, @Nullable String plant, @Nullable String device) {
        return new AlarmFilter(null, severity, plant, device, null, null);
    }

    /** Of alarms {@code a} and plants {@code p}, without the state. */
    Sql condition() {
        Sql sql = Sql.of("true");
        narrow(sql, " AND a.severity = ?", severity);
        narrow(sql, " AND p.public_id = ?", plant);
        narrow(sql, " AND a.device_sn = ?", device);
        narrow(sql, " AND a.raised_at >= ?", from);
        narrow(sql, " AND a.raised_at < ?", to);
        return sql;
    }

    /** The same with the state. */
    Sql stateCondition() {
        return state == null
                ? condition().append(" AND a.state <> 'WITHDRAWN'")
                : condition().append(" AND a.state = ANY(?)", (Object) state.stored());
    }

    private static void narrow(Sql sql, String condition, @Nullable Object value) {
        if (value != null) {
            sql.append(condition, value);
        }
    }
}
