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
import io.busbar.query.fleet.LoggerView.PlantRef;
import io.busbar.query.fleet.LoggerView.SubDevices;
import io.busbar.query.outbox.Outbox;
import io.busbar.query.outbox.OutboxPublisher;
import io.busbar.topic.LoggerRegistration;
import io.busbar.topic.LoggerSettings;
import io.busbar.topic.Topics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Registers loggers and keeps what is known of them. Every change of who may send goes to {@link Topics#LOGGER_REGISTRY}, where the doors
 * read it; answers wait a moment for that, so that a logger can connect at once. What the stream job must know goes to
 * {@link Topics#LOGGER_SETTINGS}. May be shared between threads.
 */
public final class Loggers {

    /** A device or logger is offline when it was not heard of for so many upload intervals. */
    public static final int ONLINE_INTERVALS = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String SELECT = "SELECT l.id, l.organization_id, lp.plant_id AS plant_key, l.serial_number,"
            + " l.alias, l.model, l.firmware, l.communication, l.signal_percent, l.labels, l.zone,"
            + " l.upload_interval_seconds, l.connect_count, l.active, l.key_sha256, l.scram, p.public_id AS plant_id,"
            + " p.name AS plant_name, activity.last_received_at, sub.devices, sub.online"
            + " FROM logger l JOIN logger_plant lp ON lp.logger_id = l.id AND lp.valid_to = 'infinity'"
            + " LEFT JOIN plant p ON p.id = lp.plant_id"
            + " LEFT JOIN logger_activity activity ON activity.logger_sn = l.serial_number"
            + " CROSS JOIN LATERAL (SELECT count(*) AS devices, count(*) FILTER (WHERE (SELECT max(f.received_at)"
            + "   FROM latest_frame f WHERE f.device_id = b.device_id) > now() - l.upload_interval_seconds * interval '"
            + ONLINE_INTERVALS + " seconds') AS online FROM device_binding b"
            + "   WHERE b.logger_sn = l.serial_number AND b.valid_to = 'infinity' AND b.parent_id IS NULL) sub WHERE ";

    private final Database database;
    private final OutboxPublisher publisher;

    public Loggers(Database database, OutboxPublisher publisher) {
        this.database = database;
        this.publisher = publisher;
    }

    /** What a request sets; null leaves a field as it is, or at its default. {@code plant} is a public id. Immutable. */
    public record Change(
            @Nullable String plant,
            @Nullable String alias,
            @Nullable String model,
            @Nullable String firmware,
            @Nullable String communicationType,
            @Nullable List<String> labels,
            @Nullable String zone,
            @Nullable Integer uploadIntervalSeconds,
            @Nullable Boolean active) {}

    /** A logger with its key, which is shown this once. Immutable. */
    public record WithKey(LoggerView logger, String key) {

        @Override
        public String toString() {
            return "WithKey[logger=" + logger.serialNumber() + "]";
        }
    }

    /** Those after {@code after} in order of serial number, at most {@code limit}. */
    public List<LoggerView> list(Scope scope, @Nullable String plant, String after, int limit) {
        return database.read(connection -> {
            Sql sql = Sql.of(SELECT)
                    .append(scope.sees("lp.organization_id", "lp.plant_id"))
                    .append(" AND l.serial_number > ?", after);
            if (plant != null) {
                sql.append(" AND p.public_id = ?", plant);
            }
            return sql.append(" ORDER BY l.serial_number LIMIT ?", limit).list(connection, Loggers::view);
        });
    }

    public LoggerView one(Scope scope, String serialNumber) {
        return database.read(connection -> visible(connection, scope, serialNumber, Loggers::view));
    }

    public WithKey register(Scope scope, String serialNumber, Change wanted) {
        String key = Secrets.hexKey();
        byte[] keySha256 = Secrets.sha256(key);
        ScramVerifier scram = Secrets.scram(key);
        Registered registered = database.write(connection -> {
            Plants.@Nullable Key plant = wanted.plant() == null ? null : plantInBody(connection, scope, wanted.plant());
            if (plant == null && scope.reach(Capability.EDIT_FLEET) != Reach.ALL) {
                throw Refusal.invalid("/plant", "name the plant that the logger belongs to");
            }
            int id = insert(connection, scope, serialNumber, wanted, keySha256, scram);
            Sql.of(
                            "INSERT INTO logger_plant (logger_id, organization_id, plant_id) VALUES (?, ?, ?)",
                            id,
                            scope.person().organizationKey(),
                            plant == null ? null : plant.plant())
                    .run(connection);
            SettingsAnnouncement.ofLogger(connection, id);
            long ticket = announce(connection, new LoggerRegistration(serialNumber, keySha256, true, scram));
            return new Registered(byId(connection, id), ticket);
        });
        publisher.awaitSent(registered.ticket(), PATIENCE);
        return new WithKey(registered.logger(), key);
    }

    public WithKey rotateKey(Scope scope, String serialNumber) {
        String key = Secrets.hexKey();
        byte[] keySha256 = Secrets.sha256(key);
        ScramVerifier scram = Secrets.scram(key);
        Registered registered = database.write(connection -> {
            Row logger = editable(connection, scope, serialNumber);
            Sql.of("UPDATE logger SET key_sha256 = ?, scram = ? WHERE id = ?", keySha256, scram.text(), logger.id())
                    .run(connection);
            long ticket = announce(connection, new LoggerRegistration(serialNumber, keySha256, logger.active(), scram));
            return new Registered(byId(connection, logger.id()), ticket);
        });
        publisher.awaitSent(registered.ticket(), PATIENCE);
        return new WithKey(registered.logger(), key);
    }

    public LoggerView change(Scope scope, String serialNumber, Change wanted) {
        Registered registered = database.write(connection -> {
            Row logger = editable(connection, scope, serialNumber);
            update(connection, logger.id(), wanted);
            if (wanted.plant() != null) {
                move(connection, logger, plantInBody(connection, scope, wanted.plant()));
            }
            if (wanted.plant() != null || wanted.zone() != null || wanted.uploadIntervalSeconds() != null) {
                SettingsAnnouncement.ofLogger(connection, logger.id());
            }
            long ticket = 0;
            if (wanted.active() != null && wanted.active() != logger.active()) {
                ticket = announce(
                        connection,
                        new LoggerRegistration(serialNumber, logger.keySha256(), wanted.active(), logger.scram()));
            }
            return new Registered(byId(connection, logger.id()), ticket);
        });
        if (registered.ticket() != 0) {
            publisher.awaitSent(registered.ticket(), PATIENCE);
        }
        return registered.logger();
    }

    private static int insert(
            Connection connection,
            Scope scope,
            String serialNumber,
            Change wanted,
            byte[] keySha256,
            ScramVerifier scram)
            throws SQLException {
        return Sql.of(
                        "INSERT INTO logger (serial_number, organization_id, alias, model, firmware, communication,"
                                + " labels, zone, upload_interval_seconds, key_sha256, scram, active)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, true)"
                                + " ON CONFLICT (serial_number) DO NOTHING RETURNING id",
                        serialNumber,
                        scope.person().organizationKey(),
                        Objects.requireNonNullElse(wanted.alias(), ""),
                        Objects.requireNonNullElse(wanted.model(), ""),
                        Objects.requireNonNullElse(wanted.firmware(), ""),
                        Objects.requireNonNullElse(wanted.communicationType(), ""),
                        wanted.labels() == null
                                ? new String[0]
                                : wanted.labels().toArray(String[]::new),
                        Objects.requireNonNullElse(wanted.zone(), "UTC"),
                        Objects.requireNonNullElse(
                                wanted.uploadIntervalSeconds(), LoggerSettings.DEFAULT_UPLOAD_INTERVAL_SECONDS),
                        keySha256,
                        scram.text())
                .first(connection, row -> row.getInt(1))
                .orElseThrow(() -> Refusal.of(
                        Kind.CONFLICT, "a logger with the serial number " + serialNumber + " is registered"));
    }

    private static void update(Connection connection, int id, Change wanted) throws SQLException {
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
                        wanted.labels() == null ? null : wanted.labels().toArray(String[]::new),
                        wanted.zone(),
                        wanted.uploadIntervalSeconds(),
                        wanted.active(),
                        id)
                .run(connection);
    }

    /** The first plant takes what came before; a move from plant to plant leaves the past with the old one. */
    private static void move(Connection connection, Row logger, Plants.Key plant) throws SQLException {
        if (logger.plantKey() == null) {
            Sql.of(
                            "UPDATE logger_plant SET plant_id = ? WHERE logger_id = ? AND valid_to = 'infinity'",
                            plant.plant(),
                            logger.id())
                    .run(connection);
        } else if (logger.plantKey() != plant.plant()) {
            Sql.of(
                            "UPDATE logger_plant SET valid_to = now() WHERE logger_id = ? AND valid_to = 'infinity'",
                            logger.id())
                    .run(connection);
            Sql.of(
                            "INSERT INTO logger_plant (logger_id, valid_from, organization_id, plant_id)"
                                    + " VALUES (?, now(), ?, ?)",
                            logger.id(),
                            plant.organization(),
                            plant.plant())
                    .run(connection);
        }
    }

    private static Row editable(Connection connection, Scope scope, String serialNumber) throws SQLException {
        Sql.of("SELECT 1 FROM logger WHERE serial_number = ? FOR UPDATE", serialNumber)
                .exists(connection);
        Row logger = visible(connection, scope, serialNumber, Loggers::row);
        if (!scope.may(Capability.EDIT_FLEET, logger.organizationKey(), logger.plantKey())) {
            throw Refusal.of(Kind.FORBIDDEN, "you may see this logger but not change it");
        }
        return logger;
    }

    private static Plants.Key plantInBody(Connection connection, Scope scope, String plant) throws SQLException {
        try {
            Plants.Key key = Plants.editable(connection, scope, plant);
            if (key.organization() != scope.person().organizationKey()) {
                throw Refusal.notFound();
            }
            return key;
        } catch (Refusal e) {
            throw e.kind() == Kind.NOT_FOUND ? Refusal.invalid("/plant", "no such plant") : e;
        }
    }

    private static long announce(Connection connection, LoggerRegistration registration) throws SQLException {
        return Outbox.add(connection, Topics.LOGGER_REGISTRY, registration.serialNumber(), registration.encode());
    }

    private static LoggerView byId(Connection connection, int id) throws SQLException {
        return Sql.of(SELECT + "l.id = ?", id).first(connection, Loggers::view).orElseThrow();
    }

    private static <T> T visible(Connection connection, Scope scope, String serialNumber, Sql.RowReader<T> reader)
            throws SQLException {
        return Sql.of(SELECT)
                .append(scope.sees("lp.organization_id", "lp.plant_id"))
                .append(" AND l.serial_number = ?", serialNumber)
                .first(connection, reader)
                .orElseThrow(Refusal::notFound);
    }

    private static LoggerView view(ResultSet row) throws SQLException {
        int intervalSeconds = row.getInt("upload_interval_seconds");
        Instant lastUpdate = Sql.instant(row, "last_received_at");
        int devices = row.getInt("devices");
        int online = row.getInt("online");
        String plant = row.getString("plant_id");
        return new LoggerView(
                row.getString("serial_number"),
                status(lastUpdate, intervalSeconds, Instant.now()),
                row.getString("alias"),
                row.getString("model"),
                row.getString("firmware"),
                row.getString("communication"),
                row.getObject("signal_percent", Integer.class),
                plant == null ? null : new PlantRef(plant, row.getString("plant_name")),
                Arrays.asList((String[]) row.getArray("labels").getArray()),
                row.getString("zone"),
                intervalSeconds,
                row.getObject("connect_count", Long.class),
                lastUpdate,
                row.getBoolean("active"),
                new SubDevices(devices, online, 0, devices - online));
    }

    /** ONLINE or OFFLINE. */
    public static String status(@Nullable Instant lastReceivedAt, int uploadIntervalSeconds, Instant now) {
        boolean online = lastReceivedAt != null
                && lastReceivedAt.isAfter(now.minusSeconds((long) ONLINE_INTERVALS * uploadIntervalSeconds));
        return online ? "ONLINE" : "OFFLINE";
    }

    private static Row row(ResultSet row) throws SQLException {
        String scram = row.getString("scram");
        return new Row(
                row.getInt("id"),
                row.getInt("organization_id"),
                row.getObject("plant_key", Integer.class),
                row.getBoolean("active"),
                row.getBytes("key_sha256"),
                scram == null ? null : ScramVerifier.parse(scram));
    }

    @SuppressWarnings("ArrayRecordComponent") // private, read once
    private record Row(
            int id,
            int organizationKey,
            @Nullable Integer plantKey,
            boolean active,
            byte[] keySha256,
            @Nullable ScramVerifier scram) {}

    private record Registered(LoggerView logger, long ticket) {}
}
