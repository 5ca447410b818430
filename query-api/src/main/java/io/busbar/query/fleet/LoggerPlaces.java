package io.busbar.query.fleet;

import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where loggers are, from when to when: everybody sees of a logger's devices what was observed while it was theirs. Stateless. */
final class LoggerPlaces {

    private LoggerPlaces() {}

    /**
     * The plant that a body names, which the person may put things into. Locked against a change of its zone, which is told to the loggers that the
     * plant then has ({@link SettingsAnnouncement}); to be called before the logger is locked, for who changes a plant locks in that order.
     */
    static Plants.@Nullable Key inBody(Connection connection, Scope scope, @Nullable String plant) throws SQLException {
        if (plant == null) {
            return null;
        }
        try {
            Plants.Key key = Plants.editable(connection, scope, plant);
            if (key.organization() != scope.person().organizationKey()) {
                throw Refusal.notFound();
            }
            Sql.of("SELECT FROM plant WHERE id = ? FOR SHARE", key.plant()).exists(connection);
            return key;
        } catch (Refusal e) {
            throw e.kind() == Kind.NOT_FOUND ? Refusal.invalid("/plant", "no such plant") : e;
        }
    }

    /** Its first place, which has what was recorded before. */
    static void begin(Connection connection, int logger, int organization, Plants.@Nullable Key plant)
            throws SQLException {
        Sql.of(
                        "INSERT INTO logger_plant (logger_id, organization_id, plant_id) VALUES (?, ?, ?)",
                        logger,
                        organization,
                        plant == null ? null : plant.plant())
                .run(connection);
    }

    /** The first plant takes what came before; a move from plant to plant leaves the past with the old one. */
    static void move(Connection connection, LoggerRow logger, Plants.Key plant) throws SQLException {
        if (logger.plantKey() == null) {
            Sql.of(
                            "UPDATE logger_plant SET plant_id = ? WHERE logger_id = ? AND valid_to = 'infinity'",
                            plant.plant(),
                            logger.id())
                    .run(connection);
        } else if (logger.plantKey() != plant.plant()) {
            Instant moment = moment(connection);
            end(connection, logger.id(), moment);
            resume(connection, logger.id(), moment, plant.organization(), plant);
        }
    }

    /** From then on it is nowhere. What answers on its past depend on stays as it is. */
    static void end(Connection connection, int logger, Instant moment) throws SQLException {
        Sql.of(
                        "UPDATE logger_plant lp SET valid_to = ?, upload_interval_seconds = l.upload_interval_seconds,"
                                + " zone = l.zone FROM logger l"
                                + " WHERE l.id = lp.logger_id AND lp.logger_id = ? AND lp.valid_to = 'infinity'",
                        moment,
                        logger)
                .run(connection);
    }

    /** From then on it is here, having been elsewhere. */
    static void resume(Connection connection, int logger, Instant moment, int organization, Plants.@Nullable Key plant)
            throws SQLException {
        Sql.of(
                        "INSERT INTO logger_plant (logger_id, valid_from, organization_id, plant_id) VALUES (?, ?, ?, ?)",
                        logger,
                        moment,
                        organization,
                        plant == null ? null : plant.plant())
                .run(connection);
    }

    /** Now, for a logger that is locked: a transaction that waited for it may have begun before the one that put it where it is. */
    static Instant moment(Connection connection) throws SQLException {
        return Sql.of("SELECT clock_timestamp() AS moment")
                .first(connection, row -> Objects.requireNonNull(Sql.instant(row, "moment")))
                .orElseThrow();
    }
}
