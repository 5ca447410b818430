package io.busbar.jobs.alarm;

import io.busbar.alarm.Outage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * When a front door listened, as far as the doors' marks have come. Where two of them are further apart than marks ever are while a door is at
 * work, none listened between them. Kept in the table {@code door_listening}. Confined to one thread.
 */
final class Listening {

    /** A mark comes every second; a machine that stands still for less is no outage. */
    static final long OUTAGE_MILLIS = 10_000;

    /** Older outages cannot matter: no rule waits for longer. */
    private static final String SELECT =
            "SELECT (extract(epoch FROM since) * 1000)::bigint, (extract(epoch FROM until) * 1000)::bigint"
                    + " FROM door_listening WHERE until > (SELECT max(until) FROM door_listening) - interval '60 days' ORDER BY since";

    private static final String EXTEND =
            "UPDATE door_listening SET until = greatest(until, to_timestamp(? / 1000.0)) WHERE since ="
                    + " (SELECT max(since) FROM door_listening WHERE since <= to_timestamp(? / 1000.0))";
    private static final String INSERT = "INSERT INTO door_listening (since, until)"
            + " VALUES (to_timestamp(? / 1000.0), to_timestamp(? / 1000.0)) ON CONFLICT DO NOTHING";

    private final List<Outage> outages = new ArrayList<>();
    private final List<Long> begun = new ArrayList<>();
    private long untilMillis = Long.MIN_VALUE;
    private boolean isStored = true;

    void read(Connection open) throws SQLException {
        outages.clear();
        try (Statement select = open.createStatement();
                ResultSet row = select.executeQuery(SELECT)) {
            long before = Long.MIN_VALUE;
            while (row.next()) {
                if (before != Long.MIN_VALUE && row.getLong(1) > before) {
                    outages.add(new Outage(before, row.getLong(1)));
                }
                before = Math.max(before, row.getLong(2));
            }
            untilMillis = Math.max(untilMillis, before);
        }
    }

    /** A mark has come through: everything received before this moment is known. */
    void heardUntil(long millis) {
        if (millis <= untilMillis) {
            return;
        }
        if (untilMillis == Long.MIN_VALUE || millis - untilMillis > OUTAGE_MILLIS) {
            begun.add(millis);
            if (untilMillis != Long.MIN_VALUE) {
                outages.add(new Outage(untilMillis, millis));
            }
        }
        untilMillis = millis;
        isStored = false;
    }

    /** Everything received before is known; {@link Long#MIN_VALUE} when no door has ever said so. */
    long untilMillis() {
        return untilMillis;
    }

    /** Ascending. */
    List<Outage> outages() {
        return outages;
    }

    boolean isStored() {
        return isStored;
    }

    void write(Connection open) throws SQLException {
        if (isStored) {
            return;
        }
        try (PreparedStatement insert = open.prepareStatement(INSERT);
                PreparedStatement extend = open.prepareStatement(EXTEND)) {
            for (long since : begun) {
                insert.setLong(1, since);
                insert.setLong(2, since);
                insert.executeUpdate();
            }
            extend.setLong(1, untilMillis);
            extend.setLong(2, untilMillis);
            extend.executeUpdate();
        }
    }

    void stored() {
        begun.clear();
        isStored = true;
    }
}
