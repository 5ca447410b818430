package io.busbar.query.access.account;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keys that people make for their dashboards and scripts. At every use a key may what it was made for and what its owner may at that moment, the
 * lesser of both. What would let it out of its limits it never may: looking after people and groups. May be shared between threads.
 */
public final class ApiKeys {

    private static final int MAX_KEYS = 50;

    private static final Set<Capability> IN_PERSON =
            EnumSet.of(Capability.MANAGE_MEMBERS, Capability.EDIT_GROUPS, Capability.ASSIGN_QUARANTINE);

    /** What is not of one plant or another. */
    private static final Set<Capability> OF_ALL_PLANTS = EnumSet.of(Capability.EDIT_ALARM_RULES, Capability.READ_AUDIT);

    private static final String SELECT =
            "SELECT k.public_id, k.name, k.capabilities, g.public_id AS group_id, g.name AS group_name,"
                    + " k.all_plants, k.created_at, k.expires_at, array(SELECT p.public_id FROM api_key_plant kp"
                    + "   JOIN plant p ON p.id = kp.plant_id WHERE kp.api_key_id = k.id ORDER BY p.public_id) AS plants"
                    + " FROM api_key k LEFT JOIN measurement_group g ON g.id = k.group_id WHERE k.member_id = ?";

    private final Database database;
    private final GrantableGroups groups;

    public ApiKeys(Database database, GrantableGroups groups) {
        this.database = database;
        this.groups = groups;
    }

    /**
     * A key as its owner sees it. Immutable.
     *
     * @param group its name; null when it shows all points that the owner sees
     * @param plants public ids; null for all that the owner sees
     * @param expiresAt null for never
     */
    public record ApiKey(
            String id,
            String name,
            List<Capability> capabilities,
            @Nullable String group,
            @Nullable String groupId,
            @Nullable List<String> plants,
            Instant createdAt,
            @Nullable Instant expiresAt) {}

    /** A key with its secret, which is shown this once. Immutable. */
    public record WithSecret(ApiKey apiKey, String key) {

        @Override
        public String toString() {
            return "WithSecret[" + apiKey.id() + "]";
        }
    }

    /**
     * A key to be made. Immutable.
     *
     * @param capabilities beside seeing
     * @param group public id or name; null shows all points that the owner sees
     * @param plants public ids; null for all that the owner sees
     * @param expiresAt null for never
     */
    public record NewKey(
            String name,
            Set<Capability> capabilities,
            @Nullable String group,
            @Nullable List<String> plants,
            @Nullable Instant expiresAt) {}

    /** Those after {@code after} in order of id, at most {@code limit}. */
    public List<ApiKey> list(Scope scope, String after, int limit) {
        int member = memberKey(scope);
        return database.read(connection -> Sql.of(SELECT, member)
                .append(" AND k.public_id > ? ORDER BY k.public_id LIMIT ?", after, limit)
                .list(connection, ApiKeys::apiKey));
    }

    public WithSecret create(Scope scope, NewKey wanted) {
        int member = memberKey(scope);
        Set<Capability> capabilities = EnumSet.of(Capability.SEE_PLANTS);
        capabilities.addAll(wanted.capabilities());
        requireWithin(scope, capabilities, wanted.plants() != null);
        String key = Secrets.apiKey();
        return database.write(connection -> {
            MemberTable.lock(connection, member);
            if (Sql.of("SELECT 1 FROM api_key WHERE member_id = ? OFFSET ?", member, MAX_KEYS - 1)
                    .exists(connection)) {
                throw Refusal.of(Kind.CONFLICT, "you have " + MAX_KEYS + " keys, which is the limit: delete one");
            }
            Integer group = wanted.group() == null
                    ? null
                    : groups.find(connection, scope, wanted.group(), "ALL").key();
            String id = Secrets.publicId();
            int added = Sql.of(
                            "INSERT INTO api_key (public_id, member_id, name, key_sha256, capabilities, group_id, all_plants, expires_at)"
                                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                            id,
                            member,
                            wanted.name(),
                            Secrets.sha256(key),
                            capabilities.stream().map(Capability::name).toArray(String[]::new),
                            group,
                            wanted.plants() == null,
                            Objects.requireNonNullElse(wanted.expiresAt(), Instant.MAX))
                    .first(connection, row -> row.getInt(1))
                    .orElseThrow();
            if (wanted.plants() != null) {
                addPlants(connection, scope, added, wanted.plants());
            }
            ApiKey made = find(connection, member, id);
            Audit.add(connection, Actor.of(scope), "apiKey.create", id, null, made);
            return new WithSecret(made, key);
        });
    }

    /** It is of no use from the next request on. */
    public void delete(Scope scope, String id) {
        int member = memberKey(scope);
        database.write(connection -> {
            ApiKey before = find(connection, member, id);
            Sql.of("DELETE FROM api_key WHERE member_id = ? AND public_id = ?", member, id)
                    .run(connection);
            Audit.add(connection, Actor.of(scope), "apiKey.delete", id, before, null);
            return true;
        });
    }

    private static void requireWithin(Scope scope, Set<Capability> capabilities, boolean ofSomePlants) {
        List<Refusal.Fault> faults = new ArrayList<>();
        for (Capability capability : capabilities) {
            if (IN_PERSON.contains(capability)) {
                faults.add(new Refusal.Fault("/capabilities", capability + " is nothing for a key: log in"));
            } else if (ofSomePlants && OF_ALL_PLANTS.contains(capability)) {
                faults.add(new Refusal.Fault("/capabilities", capability + " is not of single plants"));
            } else if (scope.reach(capability) == Reach.NONE && capability != Capability.SEE_PLANTS) {
                faults.add(new Refusal.Fault("/capabilities", capability + " is beyond yours"));
            }
        }
        if (!faults.isEmpty()) {
            throw Refusal.invalid(faults);
        }
    }

    private static void addPlants(Connection connection, Scope scope, int key, List<String> plants)
            throws SQLException {
        Set<String> wanted = new TreeSet<>(plants);
        int added = Sql.of("INSERT INTO api_key_plant (api_key_id, plant_id) SELECT ?, p.id FROM plant p WHERE ", key)
                .append(scope.sees("p.organization_id", "p.id"))
                .append(" AND p.public_id = ANY (?)", (Object) wanted.toArray(String[]::new))
                .run(connection);
        if (added != wanted.size()) {
            throw Refusal.invalid("/plants", "one of them does not exist");
        }
    }

    private static ApiKey find(Connection connection, int member, String id) throws SQLException {
        return Sql.of(SELECT, member)
                .append(" AND k.public_id = ?", id)
                .first(connection, ApiKeys::apiKey)
                .orElseThrow(Refusal::notFound);
    }

    private static ApiKey apiKey(ResultSet row) throws SQLException {
        Instant expiresAt = Sql.instant(row, "expires_at");
        List<String> words =
                Arrays.asList((String[]) row.getArray("capabilities").getArray());
        return new ApiKey(
                row.getString("public_id"),
                row.getString("name"),
                Arrays.stream(Capability.values())
                        .filter(capability -> words.contains(capability.name()))
                        .toList(),
                row.getString("group_name"),
                row.getString("group_id"),
                row.getBoolean("all_plants")
                        ? null
                        : Arrays.asList((String[]) row.getArray("plants").getArray()),
                Objects.requireNonNull(Sql.instant(row, "created_at")),
                Instant.MAX.equals(expiresAt) ? null : expiresAt);
    }

    private static int memberKey(Scope scope) {
        Integer member = scope.person().memberKey();
        if (member == null) {
            throw Refusal.of(Kind.FORBIDDEN, "the operator of the machine is no member and has no keys");
        }
        return member;
    }
}
