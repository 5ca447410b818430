package io.busbar.query.fleet;

import io.busbar.query.access.Capability;
import io.busbar.query.access.Database;
import io.busbar.query.access.Reach;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Secrets;
import io.busbar.query.access.Sql;
import io.busbar.query.access.audit.Audit;
import io.busbar.query.access.audit.Audit.Actor;
import io.busbar.query.access.group.GrantableGroups;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final GrantableGroups groups;

    public Plants(Database database, GrantableGroups groups) {
        this.database = database;
        this.groups = groups;
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
                .list(connection, row -> plant(row, seesOwner(row, scope))));
    }

    public Plant one(Scope scope, String id) {
        return database.read(connection -> visible(connection, scope, id, row -> plant(row, seesOwner(row, scope))));
    }

    public Plant create(Scope scope, Change wanted) {
        return database.write(connection -> {
            String id = Secrets.publicId();
            Sql.of(
                            "INSERT INTO plant (public_id, organization_id, owner_id, name, business_type, plant_type,"
                                    + " zone, capacity_wh) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                            id,
                            scope.person().organizationKey(),
                            ownerOfPlant(connection, scope, wanted.owner()),
                            Objects.requireNonNull(wanted.name(), "name"),
                            Objects.requireNonNullElse(wanted.businessType(), ""),
                            Objects.requireNonNullElse(wanted.plantType(), ""),
                            Objects.requireNonNullElse(wanted.zone(), "UTC"),
                            wanted.capacityWh())
                    .run(connection);
            Plant created = Sql.of(SELECT + "p.public_id = ?", id)
                    .first(connection, row -> plant(row, true))
                    .orElseThrow();
            Audit.add(connection, Actor.of(scope), "plant.create", id, null, settings(created));
            return created;
        });
    }

    public Plant change(Scope scope, String id, Change wanted) {
        return database.write(connection -> {
            Key key = editable(connection, scope, id);
            Plant before = visible(connection, scope, id, row -> plant(row, seesOwner(row, scope)));
            Integer owner = wanted.owner() == null ? null : ownerOfPlant(connection, scope, wanted.owner());
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
            Plant after = Sql.of(SELECT + "p.id = ?", key.plant())
                    .first(connection, row -> plant(row, true))
                    .orElseThrow();
            Audit.add(connection, Actor.of(scope), "plant.change", id, settings(before), settings(after));
            return after;
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

    /** A plant that the person may let others in to; refuses one that they see but may not share. */
    static Key shareable(Connection connection, Scope scope, String id) throws SQLException {
        Key key = visible(connection, scope, id, row -> new Key(row.getInt("id"), row.getInt("organization_id")));
        if (!scope.may(Capability.GRANT_VISITS, key.organization(), key.plant())) {
            throw Refusal.of(Kind.FORBIDDEN, "you may see this plant but let nobody in to it");
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

    /**
     * Who lets people in to every plant of the organization may name any member of it who sees nothing beyond them; everybody else keeps what
     * they create.
     */
    private @Nullable Integer ownerOfPlant(Connection connection, Scope scope, @Nullable String owner)
            throws SQLException {
        boolean isSelf = owner == null || owner.equals(scope.person().id());
        if (scope.reach(Capability.GRANT_VISITS) != Reach.ALL && !isSelf) {
            throw Refusal.invalid("/owner", "you can only own this plant yourself");
        }
        if (owner == null) {
            return scope.reach(Capability.EDIT_FLEET) == Reach.ALL
                    ? null
                    : scope.person().memberKey();
        }
        Optional<Owner> member = Sql.of(
                        "SELECT id, group_id FROM member WHERE public_id = ? AND organization_id = ?",
                        owner,
                        scope.person().organizationKey())
                .first(connection, row -> new Owner(row.getInt("id"), row.getInt("group_id")));
        if (member.isEmpty() || !groups.covers(connection, scope, member.get().groupKey())) {
            throw Refusal.invalid("/owner", "no such member");
        }
        return member.get().key();
    }

    /** Who owns a plant is nothing for its visitors. */
    private static boolean seesOwner(ResultSet row, Scope scope) throws SQLException {
        return scope.seesAsMember(row.getInt("organization_id"), row.getInt("id"));
    }

    private static Plant plant(ResultSet row, boolean withOwner) throws SQLException {
        return new Plant(
                row.getString("public_id"),
                row.getString("name"),
                row.getString("business_type"),
                row.getString("plant_type"),
                row.getString("zone"),
                row.getObject("capacity_wh", Long.class),
                withOwner ? row.getString("owner_id") : null,
                row.getInt("loggers"),
                Objects.requireNonNull(Sql.instant(row, "created_at")));
    }

    /** What people set of it, for the audit log. */
    private static Map<String, Object> settings(Plant plant) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("name", plant.name());
        settings.put("businessType", plant.businessType());
        settings.put("plantType", plant.plantType());
        settings.put("zone", plant.zone());
        settings.put("capacityWh", Objects.requireNonNullElse(plant.capacityWh(), ""));
        settings.put("owner", Objects.requireNonNullElse(plant.owner(), ""));
        return settings;
    }

    private record Owner(int key, int groupKey) {}
}
