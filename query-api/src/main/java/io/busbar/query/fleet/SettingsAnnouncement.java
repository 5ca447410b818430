package io.busbar.query.fleet;

import io.busbar.query.access.Sql;
import io.busbar.query.outbox.Outbox;
import io.busbar.topic.LoggerSettings;
import io.busbar.topic.Topics;
import java.sql.Connection;
import java.sql.SQLException;

/** Tells the stream job how the samples of loggers are to be understood and whose they are, when that is committed. Stateless. */
final class SettingsAnnouncement {

    private static final String SELECT =
            "SELECT l.serial_number, l.upload_interval_seconds, coalesce(p.zone, l.zone) AS zone,"
                    + " o.public_id AS organization, coalesce(p.public_id, '') AS plant, l.active,"
                    + " coalesce(ceil(extract(epoch FROM nullif(lp.valid_from, '-infinity')) * 1000), 0)::bigint AS place_since_ms"
                    + " FROM logger l JOIN logger_plant lp ON lp.logger_id = l.id AND lp.valid_to = 'infinity'"
                    + " JOIN organization o ON o.id = lp.organization_id"
                    + " LEFT JOIN plant p ON p.id = lp.plant_id WHERE ";

    private SettingsAnnouncement() {}

    /** @param logger locked by this transaction, so that of two changes the later one is also sent later */
    static void ofLogger(Connection connection, int logger) throws SQLException {
        announce(connection, Sql.of(SELECT + "l.id = ?", logger));
    }

    /** @param plant changed by this transaction, so that no other one puts a logger into it ({@link LoggerPlaces}) */
    static void ofLoggersOfPlant(Connection connection, int plant) throws SQLException {
        // a statement of its own: the next one sees where they are once those who held them are done
        Sql.of(
                        "SELECT FROM logger WHERE id IN (SELECT logger_id FROM logger_plant"
                                + " WHERE plant_id = ? AND valid_to = 'infinity') ORDER BY id FOR UPDATE",
                        plant)
                .exists(connection);
        announce(connection, Sql.of(SELECT + "lp.plant_id = ? ORDER BY l.id", plant));
    }

    private static void announce(Connection connection, Sql loggers) throws SQLException {
        for (LoggerSettings settings : loggers.list(
                connection,
                row -> new LoggerSettings(
                        row.getString("serial_number"),
                        row.getInt("upload_interval_seconds"),
                        row.getString("zone"),
                        row.getString("organization"),
                        row.getString("plant"),
                        row.getBoolean("active"),
                        row.getLong("place_since_ms")))) {
            Outbox.add(connection, Topics.LOGGER_SETTINGS, settings.serialNumber(), settings.encode());
        }
    }
}
