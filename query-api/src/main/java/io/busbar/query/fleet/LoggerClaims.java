package io.busbar.query.fleet;

import io.busbar.fleet.ScramVerifier;
import io.busbar.query.access.Capability;
import io.busbar.query.access.Database;
import io.busbar.query.access.Reach;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Secrets;
import io.busbar.query.access.Sql;
import io.busbar.query.access.account.Throttle;
import io.busbar.query.access.audit.Audit;
import io.busbar.query.access.audit.Audit.Actor;
import io.busbar.query.alarms.Alarms;
import io.busbar.query.outbox.OutboxPublisher;
import io.busbar.topic.LoggerRegistration;
import io.busbar.topic.LoggerSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How loggers come to somebody and leave again. A logger that is known, and belongs to nobody or waits in the own organization for a plant, is
 * claimed by the check code on its label. Without the right code the answer is the same whether it is known or not, free or not.
 *
 * <p>A serial number that is new is registered by those who edit the whole fleet of their organization, or by the operator of the machine
 * alone. May be shared between threads.
 */
public final class LoggerClaims {

    private static final int TRIES_PER_PERSON = 20;
    private static final int TRIES_PER_SERIAL_NUMBER = 20;

    private final Database database;
    private final OutboxPublisher publisher;
    private final SubDeviceFaults faults;
    private final boolean operatorAloneRegisters;
    private final Clock clock;
    private final Throttle throttle;

    public LoggerClaims(
            Database database, OutboxPublisher publisher, Alarms alarms, boolean operatorAloneRegisters, Clock clock) {
        this.database = database;
        this.publisher = publisher;
        this.faults = new SubDeviceFaults(alarms);
        this.operatorAloneRegisters = operatorAloneRegisters;
        this.clock = clock;
        this.throttle = new Throttle(clock, TRIES_PER_SERIAL_NUMBER, TRIES_PER_PERSON);
    }

    /** A logger with its key, which is shown this once, and what its next owner claims it by. Immutable. */
    public record WithKey(LoggerView logger, String key, @Nullable String checkCode) {

        @Override
        public String toString() {
            return "WithKey[logger=" + logger.serialNumber() + "]";
        }
    }

    /** A logger that belongs to nobody any more. Immutable. */
    public record Freed(String serialNumber, String checkCode) {

        @Override
        public String toString() {
            return "Freed[serialNumber=" + serialNumber + "]";
        }
    }

    /** @param checkCode as typed from the label; null only for who may register new ones */
    public WithKey register(Scope scope, String serialNumber, @Nullable String checkCode, LoggerChange wanted) {
        boolean mayRegister = mayRegister(scope);
        String person = scope.person().id();
        if (checkCode == null && !mayRegister) {
            throw Refusal.invalid("/checkCode", "is missing: it is on the logger's label");
        }
        if (checkCode != null && !mayRegister) {
            if (!throttle.allows(serialNumber, person)) {
                throw Refusal.of(Kind.THROTTLED, "too many wrong check codes; try again in 15 minutes");
            }
            throttle.tried(serialNumber, person);
        }
        WithKey registered = keyed(scope, serialNumber, (connection, key) -> {
            Plants.Key plant = LoggerPlaces.inBody(connection, scope, wanted.plant());
            if (plant == null && scope.reach(Capability.EDIT_FLEET) != Reach.ALL) {
                throw Refusal.invalid("/plant", "name the plant that the logger belongs to");
            }
            Optional<Known> known = known(connection, serialNumber);
            if (known.isPresent() ? !known.get().isClaimedBy(scope, checkCode) : !mayRegister) {
                throw refusal();
            }
            int id = known.isPresent()
                    ? claim(connection, scope, known.get(), wanted, key, plant)
                    : insert(
                            connection,
                            scope,
                            serialNumber,
                            checkCode == null ? Secrets.typedCode() : checkCode,
                            wanted,
                            key,
                            plant);
            LoggerRow logger = LoggerRow.byId(connection, id, clock.instant());
            Audit.add(
                    connection,
                    Actor.of(scope),
                    known.isPresent() ? "logger.claim" : "logger.register",
                    serialNumber,
                    null,
                    logger.settings());
            return logger;
        });
        throttle.succeeded(serialNumber, person);
        return registered;
    }

    public WithKey rotateKey(Scope scope, String serialNumber) {
        return keyed(scope, serialNumber, (connection, key) -> {
            LoggerRow logger = Loggers.editable(connection, scope, serialNumber, clock.instant());
            Sql.of(
                            "UPDATE logger SET key_sha256 = ?, scram = ? WHERE id = ?",
                            key.sha256(),
                            key.scram().text(),
                            logger.id())
                    .run(connection);
            Audit.add(connection, Actor.of(scope), "logger.rotateKey", serialNumber, null, null);
            return LoggerRow.byId(connection, logger.id(), clock.instant());
        });
    }

    /** From now on it belongs to nobody and is not let in. What it sent stays with who had it. */
    public Freed unbind(Scope scope, String serialNumber) {
        String fresh = Secrets.typedCode();
        Instant now = clock.instant();
        Ended ended = database.write(connection -> {
            LoggerRow logger = Loggers.editable(connection, scope, serialNumber, now);
            String checkCode = Objects.requireNonNullElse(logger.checkCode(), fresh);
            LoggerPlaces.end(connection, logger.id(), LoggerPlaces.moment(connection));
            Sql.of("UPDATE logger SET active = false, check_code = ? WHERE id = ?", checkCode, logger.id())
                    .run(connection);
            Audit.add(connection, Actor.of(scope), "logger.unbind", serialNumber, logger.settings(), null);
            long ticket = Loggers.announce(
                    connection, new LoggerRegistration(serialNumber, logger.keySha256(), false, logger.scram()));
            return new Ended(new Freed(serialNumber, checkCode), ticket);
        });
        publisher.awaitSent(ended.ticket(), Loggers.PATIENCE);
        return ended.freed();
    }

    /** Makes a key, lets it be stored, tells the doors, and waits for them a moment. */
    private WithKey keyed(Scope scope, String serialNumber, Storing storing) {
        String text = Secrets.hexKey();
        LoggerKey key = new LoggerKey(Secrets.sha256(text), Secrets.scram(text));
        Stored stored = database.write(connection -> {
            LoggerRow logger = storing.store(connection, key);
            LoggerRegistration registration = new LoggerRegistration(
                    serialNumber, key.sha256(), logger.view().active(), key.scram());
            return new Stored(
                    faults.view(connection, scope, logger),
                    logger.checkCode(),
                    Loggers.announce(connection, registration));
        });
        publisher.awaitSent(stored.ticket(), Loggers.PATIENCE);
        return new WithKey(stored.logger(), text, stored.checkCode());
    }

    private boolean mayRegister(Scope scope) {
        return scope.reach(Capability.EDIT_FLEET) == Reach.ALL
                && (!operatorAloneRegisters || scope.person().memberKey() == null);
    }

    /** The one answer to every claim that fails. */
    private static Refusal refusal() {
        return Refusal.of(
                Kind.CONFLICT,
                "this logger cannot be added: look at serial number and check code, and let its owner unbind it");
    }

    private static Optional<Known> known(Connection connection, String serialNumber) throws SQLException {
        return Sql.of(
                        "SELECT l.id, l.check_code, lp.logger_id IS NULL AS is_free, lp.organization_id, lp.plant_id"
                                + " FROM logger l LEFT JOIN logger_plant lp ON lp.logger_id = l.id AND lp.valid_to = 'infinity'"
                                + " WHERE l.serial_number = ? FOR UPDATE OF l",
                        serialNumber)
                .first(
                        connection,
                        row -> new Known(
                                row.getInt("id"),
                                row.getString("check_code"),
                                row.getBoolean("is_free"),
                                row.getInt("organization_id"),
                                row.getObject("plant_id", Integer.class)));
    }

    /** Nothing stays of what somebody else called it or set. */
    private int claim(
            Connection connection,
            Scope scope,
            Known known,
            LoggerChange wanted,
            LoggerKey key,
            Plants.@Nullable Key plant)
            throws SQLException {
        int organization = scope.person().organizationKey();
        if (!known.isFree()) {
            LoggerRow waiting = LoggerRow.byId(connection, known.id(), clock.instant());
            if (plant != null) {
                LoggerPlaces.move(connection, waiting, plant);
            }
        } else {
            LoggerPlaces.resume(connection, known.id(), LoggerPlaces.moment(connection), organization, plant);
        }
        Sql.of(
                        "UPDATE logger SET organization_id = ?, alias = ?, model = ?, firmware = ?, communication = ?,"
                                + " labels = ?, zone = ?, upload_interval_seconds = ?, signal_percent = null,"
                                + " connect_count = null, key_sha256 = ?, scram = ?, active = true WHERE id = ?",
                        organization,
                        Objects.requireNonNullElse(wanted.alias(), ""),
                        Objects.requireNonNullElse(wanted.model(), ""),
                        Objects.requireNonNullElse(wanted.firmware(), ""),
                        Objects.requireNonNullElse(wanted.communicationType(), ""),
                        Objects.requireNonNullElse(wanted.labelArray(), new String[0]),
                        Objects.requireNonNullElse(wanted.zone(), "UTC"),
                        Objects.requireNonNullElse(
                                wanted.uploadIntervalSeconds(), LoggerSettings.DEFAULT_UPLOAD_INTERVAL_SECONDS),
                        key.sha256(),
                        key.scram().text(),
                        known.id())
                .run(connection);
        SettingsAnnouncement.ofLogger(connection, known.id());
        return known.id();
    }

    private static int insert(
            Connection connection,
            Scope scope,
            String serialNumber,
            String checkCode,
            LoggerChange wanted,
            LoggerKey key,
            Plants.@Nullable Key plant)
            throws SQLException {
        int organization = scope.person().organizationKey();
        int id = Sql.of(
                        "INSERT INTO logger (serial_number, check_code, organization_id, alias, model, firmware, communication,"
                                + " labels, zone, upload_interval_seconds, key_sha256, scram, active)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, true)"
                                + " ON CONFLICT (serial_number) DO NOTHING RETURNING id",
                        serialNumber,
                        checkCode,
                        organization,
                        Objects.requireNonNullElse(wanted.alias(), ""),
                        Objects.requireNonNullElse(wanted.model(), ""),
                        Objects.requireNonNullElse(wanted.firmware(), ""),
                        Objects.requireNonNullElse(wanted.communicationType(), ""),
                        Objects.requireNonNullElse(wanted.labelArray(), new String[0]),
                        Objects.requireNonNullElse(wanted.zone(), "UTC"),
                        Objects.requireNonNullElse(
                                wanted.uploadIntervalSeconds(), LoggerSettings.DEFAULT_UPLOAD_INTERVAL_SECONDS),
                        key.sha256(),
                        key.scram().text())
                .first(connection, row -> row.getInt(1))
                .orElseThrow(LoggerClaims::refusal);
        LoggerPlaces.begin(connection, id, organization, plant);
        SettingsAnnouncement.ofLogger(connection, id);
        return id;
    }

    /** A logger that is known, whoever has it. */
    private record Known(
            int id, @Nullable String checkCode, boolean isFree, int organizationKey, @Nullable Integer plantKey) {

        boolean isClaimedBy(Scope scope, @Nullable String typed) {
            boolean isWaitingHere = !isFree
                    && plantKey == null
                    && organizationKey == scope.person().organizationKey();
            boolean isRight = typed != null
                    && checkCode != null
                    && Secrets.same(Secrets.normalCode(typed), Secrets.normalCode(checkCode));
            return isRight && (isFree || isWaitingHere);
        }
    }

    /** How a key is kept. */
    @SuppressWarnings("ArrayRecordComponent") // private, read once
    private record LoggerKey(byte[] sha256, ScramVerifier scram) {}

    /** Stores the key of a logger and returns the logger. */
    @FunctionalInterface
    private interface Storing {
        LoggerRow store(Connection connection, LoggerKey key) throws SQLException;
    }

    private record Stored(LoggerView logger, @Nullable String checkCode, long ticket) {}

    private record Ended(Freed freed, long ticket) {}
}
