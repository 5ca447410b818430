package io.busbar.query.fleet;

import io.busbar.query.access.Capability;
import io.busbar.query.access.Database;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Sql;
import io.busbar.query.access.audit.Audit;
import io.busbar.query.access.audit.Audit.Actor;
import io.busbar.query.alarms.Alarms;
import io.busbar.query.outbox.Outbox;
import io.busbar.query.outbox.OutboxPublisher;
import io.busbar.topic.LoggerRegistration;
import io.busbar.topic.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of loggers. Every change of who may send goes to {@link Topics#LOGGER_REGISTRY}, where the doors
 * read it; answers wait a moment for that, so that a logger can connect at once. What the stream job must know goes to
 * {@link Topics#LOGGER_SETTINGS}. May be shared between threads.
 */
public final class Loggers {

    /** A device or logger is offline when it was not heard of for so many upload intervals. */
    public static final int ONLINE_INTERVALS = 3;

    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Database database;
    private final OutboxPublisher publisher;
    private final SubDeviceFaults faults;
    private final Clock clock;

    public Loggers(Database database, OutboxPublisher publisher, Alarms alarms, Clock clock) {
        this.database = database;
        this.faults = new SubDeviceFaults(alarms);
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Those after {@code after} in order of serial number, at most {@code limit}. */
    public List<LoggerView> list(Scope scope, @Nullable String plant, String after, int limit) {
        Instant now = clock.instant();
        return database.read(connection -> {
            Sql sql = LoggerRow.select(now)
                    .append(scope.sees("lp.organization_id", "lp.plant_id"))
                    .append(" AND l.serial_number > ?", after);
            if (plant != null) {
                sql.append(" AND p.public_id = ?", plant);
            }
            List<LoggerRow> rows = sql.append(" ORDER BY l.serial_number LIMIT ?", limit)
                    .list(connection, row -> LoggerRow.of(row, now));
            return faults.views(connection, scope, rows);
        });
    }

    public LoggerView one(Scope scope, String serialNumber) {
        return database.read(connection ->
                faults.view(connection, scope, LoggerRow.visible(connection, scope, serialNumber, clock.instant())));
    }

    public LoggerView change(Scope scope, String serialNumber, LoggerChange wanted) {
        Changed changed = database.write(connection -> {
            Plants.Key plant = LoggerPlaces.inBody(connection, scope, wanted.plant());
            LoggerRow logger = editable(connection, scope, serialNumber, clock.instant());
            update(connection, logger.id(), wanted);
            if (plant != null) {
                LoggerPlaces.move(connection, logger, plant);
            }
            boolean isActive = wanted.active() == null ? logger.view().active() : wanted.active();
            boolean isSwitched = isActive != logger.view().active();
            if (isSwitched || plant != null || wanted.zone() != null || wanted.uploadIntervalSeconds() != null) {
                SettingsAnnouncement.ofLogger(connection, logger.id());
            }
            long ticket = 0;
            if (isSwitched) {
                ticket = announce(
                        connection, new LoggerRegistration(serialNumber, logger.keySha256(), isActive, logger.scram()));
            }
            LoggerRow after = LoggerRow.byId(connection, logger.id(), clock.instant());
            Audit.add(connection, Actor.of(scope), "logger.change", serialNumber, logger.settings(), after.settings());
            return new Changed(faults.view(connection, scope, after), ticket);
        });
        if (changed.ticket() != 0) {
            publisher.awaitSent(changed.ticket(), PATIENCE);
        }
        return changed.logger();
    }

    /** Locked against others who change it; refuses one that the person sees but may not change. */
    static LoggerRow editable(Connection connection, Scope scope, String serialNumber, Instant now)
            throws SQLException {
        Sql.of("SELECT 1 FROM logger WHERE serial_number = ? FOR UPDATE", serialNumber)
                .exists(connection);
        LoggerRow logger = LoggerRow.visible(connection, scope, serialNumber, now);
        if (!scope.may(Capability.EDIT_FLEET, logger.organizationKey(), logger.plantKey())) {
            throw Refusal.of(Kind.FORBIDDEN, "you may see this logger but not change it");
        }
        return logger;
    }

    /** Returns the ticket to wait for. */
    static long announce(Connection connection, LoggerRegistration registration) throws SQLException {
        return Outbox.add(connection, Topics.LOGGER_REGISTRY, registration.serialNumber(), registration.encode());
    }

    /** ONLINE or OFFLINE. */
    public static String status(@Nullable Instant lastReceivedAt, int uploadIntervalSeconds, Instant now) {
        boolean online = lastReceivedAt != null
                && lastReceivedAt.isAfter(now.minusSeconds((long) ONLINE_INTERVALS * uploadIntervalSeconds));
        return online ? "ONLINE" : "OFFLINE";
    }

    private static void update(Connection connection, int id, LoggerChange wanted) throws SQLException {
        Sql.of(
                        "UPDATE logger SET alias = coalesce(?, alias), model = coalesce(?, model),"
                                + " firmware = coalesce(?, firmware), communication = coalesce(?, communication),"
                                + " labels = coalesce(?, labels), zone = coalesce(?, zone),"
                                + " upload_interval_seconds = coalesce(?::int, upload_interval_seconds),"
                                + " active = coalesce(?::boolean, active) WHERE id = ?",
                        wanted.alias(),
                        wanted.model(),
                        wanted.firmware(),
                        wanted.communicationType(),
                        wanted.labelArray(),
                        wanted.zone(),
                        wanted.uploadIntervalSeconds(),
                        wanted.active(),
                        id)
                .run(connection);
    }

    private record Changed(LoggerView logger, long ticket) {}
}
