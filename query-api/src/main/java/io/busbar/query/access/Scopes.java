package io.busbar.query.access;

import io.busbar.measure.Catalogue;
import io.busbar.query.access.PointSet.Assignment;
import io.busbar.query.access.Scope.Tie;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the scope of a principal from what the database says, and gives it again while nothing has changed there and no visit in it has
 * expired. May be shared between threads.
 */
public final class Scopes {

    private static final String PERSON = "m.id AS member_key, m.public_id, m.email, m.name, m.role, g.id AS group_key,"
            + " g.name AS group_name, o.id AS organization_key, o.code, o.name AS organization_name";

    /** About 20 kB each. */
    private static final int MAX_REMEMBERED = 2_000;

    private final Database database;
    private final Catalogue catalogue;
    private final AccessChanges changes;
    private final Remembered<Principal, Scope> remembered;

    public Scopes(Database database, Catalogue catalogue) {
        this.database = database;
        this.catalogue = catalogue;
        this.changes = database.changes();
        this.remembered = new Remembered<>(changes::scopeVersion, changes::vouches, MAX_REMEMBERED);
    }

    /** Empty when the member is gone or disabled. */
    public Optional<Scope> of(Principal principal) {
        Scope known = remembered(principal);
        return known != null
                ? Optional.of(known)
                : remembered.read(principal, () -> database.read(connection -> of(connection, principal)));
    }

    /** The same without waiting for the database; null when it is to be asked. */
    public @Nullable Scope remembered(Principal principal) {
        Scope known = remembered.find(principal);
        return known != null && changes.databaseTime().isBefore(known.visitsEnd()) ? known : null;
    }

    /** How often the database was asked. */
    public long reads() {
        return remembered.reads();
    }

    /** As the database says inside a transaction. */
    public Optional<Scope> of(Connection connection, Principal principal) throws SQLException {
        Optional<Seat> seat =
                principal instanceof Principal.Member member ? member(connection, member.id()) : operator(connection);
        return seat.isEmpty() ? Optional.empty() : Optional.of(scope(connection, seat.get()));
    }

    /** The points of one group, for judging whether somebody may hand it on. */
    PointSet points(Connection connection, int groupKey) throws SQLException {
        return PointSet.of(
                Sql.of("SELECT device_type, point_id FROM measurement_group_point WHERE group_id = ?", groupKey)
                        .list(connection, row -> new Assignment(row.getInt("device_type"), row.getInt("point_id"))),
                catalogue);
    }

    private Scope scope(Connection connection, Seat seat) throws SQLException {
        Integer memberKey = seat.person().memberKey();
        Map<Integer, Tie> own = memberKey == null ? Map.of() : ownPlants(connection, seat.person(), memberKey);
        Map<Integer, PointSet> visits = new HashMap<>();
        Instant visitsEnd = Instant.MAX;
        for (Visit visit : memberKey == null
                ? List.<Visit>of()
                : visits(connection, seat.person().email())) {
            visits.put(visit.plantKey(), points(connection, visit.groupKey()));
            visitsEnd = visit.expiresAt().isBefore(visitsEnd) ? visit.expiresAt() : visitsEnd;
        }
        return new Scope(seat.person(), points(connection, seat.groupKey()), own, visits, visitsEnd);
    }

    private static Map<Integer, Tie> ownPlants(Connection connection, Person person, int memberKey)
            throws SQLException {
        Map<Integer, Tie> plants = new HashMap<>();
        Sql.of(
                        "SELECT i.plant_id FROM plant_installer i JOIN plant p ON p.id = i.plant_id"
                                + " WHERE i.member_id = ? AND p.organization_id = ?",
                        memberKey,
                        person.organizationKey())
                .list(connection, row -> row.getInt(1))
                .forEach(plant -> plants.put(plant, Tie.ASSIGNED));
        Sql.of("SELECT id FROM plant WHERE owner_id = ? AND organization_id = ?", memberKey, person.organizationKey())
                .list(connection, row -> row.getInt(1))
                .forEach(plant -> plants.put(plant, Tie.OWNED));
        return plants;
    }

    private static List<Visit> visits(Connection connection, String email) throws SQLException {
        return Sql.of(
                        "SELECT plant_id, group_id, expires_at FROM plant_visitor WHERE email = ? AND expires_at > now()",
                        email)
                .list(
                        connection,
                        row -> new Visit(
                                row.getInt("plant_id"),
                                row.getInt("group_id"),
                                Objects.requireNonNull(Sql.instant(row, "expires_at"))));
    }

    private static Optional<Seat> member(Connection connection, String publicId) throws SQLException {
        return Sql.of(
                        "SELECT " + PERSON + " FROM member m JOIN organization o ON o.id = m.organization_id"
                                + " JOIN measurement_group g ON g.id = m.group_id"
                                + " WHERE m.public_id = ? AND m.status = 'ACTIVE'",
                        publicId)
                .first(connection, row -> {
                    Role role = Role.ofName(row.getString("role"));
                    if (role == null) {
                        throw new IllegalStateException("member with unknown role " + row.getString("role"));
                    }
                    return seat(
                            row,
                            row.getInt("member_key"),
                            row.getString("public_id"),
                            row.getString("email"),
                            row.getString("name"),
                            role);
                });
    }

    private static Optional<Seat> operator(Connection connection) throws SQLException {
        return Sql.of("SELECT g.id AS group_key, g.name AS group_name, o.id AS organization_key, o.code,"
                        + " o.name AS organization_name FROM organization o"
                        + " JOIN measurement_group g ON g.organization_id = o.id AND g.built_in = 'ALL'"
                        + " ORDER BY o.id LIMIT 1")
                .first(connection, row -> seat(row, null, "operator", "", "operator of this machine", Role.MANAGER));
    }

    private static Seat seat(
            ResultSet row, @Nullable Integer memberKey, String id, String email, String name, Role role)
            throws SQLException {
        Person person = new Person(
                memberKey,
                id,
                email,
                name,
                role,
                row.getInt("organization_key"),
                row.getString("code"),
                row.getString("organization_name"),
                row.getString("group_name"));
        return new Seat(person, row.getInt("group_key"));
    }

    private record Visit(int plantKey, int groupKey, Instant expiresAt) {}

    private record Seat(Person person, int groupKey) {}
}
