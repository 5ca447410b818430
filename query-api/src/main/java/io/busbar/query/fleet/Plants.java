package io.busbar.query.fleet;

import io.busbar.query.access.Capability;
import io.busbar.query.access.Database;
import io.busbar.query.access.Reach;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Secrets;
import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The places where batteries stand. May be shared between threads. */
public final class Plants {

    private static final String SELECT = "SELECT p.id, p.organization_id, p.public_id, p.name, p.business_type,"
            + " p.plant_type, p.zone, p.capacity_wh, p.created_at, o.public_id AS owner_id,"
            + " (SELECT count(*) FROM logger_plant lp WHERE lp.plant_id = p.id AND lp.valid_to = 'infinity') AS loggers"
            + " FROM plant p LEFT JOIN member o ON o.id = p.owner_id WHERE ";

    private final Database database;

    public Plants(Database database) {
        this.database = database;
    }

    /** A plant as it is answered. Immutable. */
    public record Plant(
            String id,
            String name,
            String businessType,
            String plantType,
            String zone,
            @Nullable Long capacityWh,
            @Nullable String owner,
            int loggers,
            Instant createdAt) {}

    /**
     * What a request sets; null leaves a field as it is, or at its default. Immutable.
     *
     * @param owner public id of a member
     */
    public record Change(
            @Nullable String name,
            @Nullable String businessType,
            @Nullable String plantType,
            @Nullable String zone,
            @Nullable Long capacityWh,
            @Nullable String owner) {}

    /** Those after {@code after} in order of id, at most {@code limit}. */
    public List<Plant> list(Scope scope, String after, int limit) {
        return database.read(connection -> Sql.of(SELECT)
                .append(scope.sees("p.organization_id", "p.id"))
                .append(" AND p.public_id > ? ORDER BY p.public_id LIMIT ?", after, limit)
                .list(connection, Plants::plant));
    }

    public Plant one(Scope scope, String id) {
        return database.read(connection -> visible(connection, scope, id, Plants::plant));
    }

    public Plant create(Scope scope, Change wanted) {
        return database.write(connection -> {
            String id = Secrets.publicId();
            Sql.of(
                            "INSERT INTO plant (public_id, organization_id, owner_id, name, business_type, plant_type,"
                                    + " zone, capacity_wh) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                            id,
                            scope.person().organizationKey(),
                            ownerOfNewPlant(connection, scope, wanted.owner()),
                            Objects.requireNonNull(wanted.name(), "name"),
                            Objects.requireNonNullElse(wanted.businessType(), ""),
                            Objects.requireNonNullElse(wanted.plantType(), ""),
                            Objects.requireNonNullElse(wanted.zone(), "UTC"),
                            wanted.capacityWh())
                    .run(connection);
            return Sql.of(SELECT + "p.public_id = ?", id)
                    .first(connection, Plants::plant)
                    .orElseThrow();
        });
    }

    public Plant change(Scope scope, String id, Change wanted) {
        return database.write(connection -> {
            Key key = editable(connection, scope, id);
            Integer owner = wanted.owner() == null ? null : ownerOfNewPlant(connection, scope, wanted.owner());
            Sql.of(
                            "UPDATE plant SET name = coalesce(?, name), business_type = coalesce(?, business_type),"
                                    + " plant_type = coalesce(?, plant_type), zone = coalesce(?, zone),"
                                    + " capacity_wh = coalesce(?::bigint, capacity_wh), owner_id = coalesce(?::int, owner_id)"
                                    + " WHERE id = ?",
                            wanted.name(),
                            wanted.businessType(),
                            wanted.plantType(),
                            wanted.zone(),
                            wanted.capacityWh(),
                            owner,
                            key.plant())
                    .run(connection);
            if (wanted.zone() != null) {
                SettingsAnnouncement.ofLoggersOfPlant(connection, key.plant());
            }
            return Sql.of(SELECT + "p.id = ?", key.plant())
                    .first(connection, Plants::plant)
                    .orElseThrow();
        });
    }

    /** Surrogate ids of a plant and its organization. Immutable. */
    record Key(int plant, int organization) {}

    /** A plant that the person may put things into; refuses one that they see but may not change. */
    static Key editable(Connection connection, Scope scope, String id) throws SQLException {
        Key key = visible(connection, scope, id, row -> new Key(row.getInt("id"), row.getInt("organization_id")));
        if (!scope.may(Capability.EDIT_FLEET, key.organization(), key.plant())) {
            throw Refusal.of(Kind.FORBIDDEN, "you may see this plant but not change it");
        }
        return key;
    }

    static <T> T visible(Connection connection, Scope scope, String id, Sql.RowReader<T> reader) throws SQLException {
        return Sql.of(SELECT)
                .append(scope.sees("p.organization_id", "p.id"))
                .append(" AND p.public_id = ?", id)
                .first(connection, reader)
                .orElseThrow(Refusal::notFound);
    }

    /** Who sees the whole organization may name any member of it; everybody else keeps what they create. */
    private static @Nullable Integer ownerOfNewPlant(Connection connection, Scope scope, @Nullable String owner)
            throws SQLException {
        if (scope.reach(Capability.EDIT_FLEET) != Reach.ALL) {
            if (owner != null && !owner.equals(scope.person().id())) {
                throw Refusal.invalid("/owner", "you can only own this plant yourself");
            }
            return scope.person().memberKey();
        }
        if (owner == null) {
            return null;
        }
        Optional<Integer> member = Sql.of(
                        "SELECT id FROM member WHERE public_id = ? AND organization_id = ?",
                        owner,
                        scope.person().organizationKey())
                .first(connection, row -> row.getInt(1));
        return member.orElseThrow(() -> Refusal.invalid("/owner", "no such member"));
    }

    private static Plant plant(ResultSet row) throws SQLException {
        return new Plant(
                row.getString("public_id"),
                row.getString("name"),
                row.getString("business_type"),
                row.getString("plant_type"),
                row.getString("zone"),
                row.getObject("capacity_wh", Long.class),
                row.getString("owner_id"),
                row.getInt("loggers"),
                Objects.requireNonNull(Sql.instant(row, "created_at")));
    }
}
