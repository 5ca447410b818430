package io.busbar.query.access;

import io.busbar.measure.Catalogue;
import io.busbar.query.access.PointSet.Assignment;
import io.busbar.query.access.Scope.OwnPlant;
import io.busbar.query.access.Scope.Tie;
import io.busbar.query.access.Scope.Visit;
import java.sql.Connection;
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

    /** Empty when the member is gone or disabled, or the log-in or the key has ended. */
    public Optional<Scope> of(Principal principal) {
        Scope known = remembered(principal);
        return known != null
                ? Optional.of(known)
                : remembered.read(principal, () -> database.read(connection -> of(connection, principal)));
    }

    /** The same without waiting for the database; null when it is to be asked. */
    public @Nullable Scope remembered(Principal principal) {
        Scope known = remembered.find(principal);
        return known != null && changes.databaseTime().isBefore(known.end()) ? known : null;
    }

    /** Whether the person may still see and do what they might when the scope was made; to be asked by whoever answers for long. */
    public boolean holds(Scope scope) {
        return of(scope.principal())
                .map(now -> now.policyVersion().equals(scope.policyVersion()))
                .orElse(false);
    }

    /** How often the database was asked. */
    public long reads() {
        return remembered.reads();
    }

    /** As the database says inside a transaction. */
    public Optional<Scope> of(Connection connection, Principal principal) throws SQLException {
        Optional<Seat> seat = Seat.of(connection, principal);
        return seat.isEmpty() ? Optional.empty() : Optional.of(scope(connection, principal, seat.get()));
    }

    /** The points of one group, for judging whether somebody may hand it on. */
    public PointSet points(Connection connection, int groupKey) throws SQLException {
        return PointSet.of(
                Sql.of(
                                "SELECT device_type, point_id, declassified FROM measurement_group_point WHERE group_id = ?",
                                groupKey)
                        .list(
                                connection,
                                row -> new Assignment(
                                        row.getInt("device_type"),
                                        row.getLong("point_id"),
                                        row.getBoolean("declassified"))),
                catalogue);
    }

    private Scope scope(Connection connection, Principal principal, Seat seat) throws SQLException {
        Integer memberKey = seat.person().memberKey();
        Map<Integer, OwnPlant> own = new HashMap<>();
        Map<Integer, Visit> visits = new HashMap<>();
        Instant end = seat.limits().endsAt();
        if (memberKey != null) {
            own = ownPlants(connection, seat.person(), memberKey);
            for (GrantedVisit visit : visits(connection, seat)) {
                PointSet points = points(connection, visit.groupKey(), seat.limits());
                visits.put(visit.plantKey(), new Visit(visit.plantId(), points));
                end = visit.expiresAt().isBefore(end) ? visit.expiresAt() : end;
            }
        }
        PointSet points = points(connection, seat.groupKey(), seat.limits());
        return new Scope(principal, seat.person(), seat.limits().narrowing(), points, own, visits, end);
    }

    /** Those of the group that are left by the limits. */
    private PointSet points(Connection connection, int groupKey, KeyLimits limits) throws SQLException {
        PointSet points = points(connection, groupKey);
        Integer limit = limits.groupKey();
        return limit == null ? points : points.intersection(points(connection, limit));
    }

    private static Map<Integer, OwnPlant> ownPlants(Connection connection, Person person, int memberKey)
            throws SQLException {
        Map<Integer, OwnPlant> plants = new HashMap<>();
        Sql.of(
                        "SELECT p.id, p.public_id, p.owner_id = ? AS owned FROM plant p WHERE p.organization_id = ?"
                                + " AND (p.owner_id = ?"
                                + "  OR EXISTS (SELECT FROM plant_installer i WHERE i.plant_id = p.id AND i.member_id = ?))",
                        memberKey,
                        person.organizationKey(),
                        memberKey,
                        memberKey)
                .list(
                        connection,
                        row -> plants.put(
                                row.getInt("id"),
                                new OwnPlant(
                                        row.getString("public_id"),
                                        row.getBoolean("owned") ? Tie.OWNED : Tie.ASSIGNED)));
        return plants;
    }

    /** Of other organizations only those of an address that is proven to be the person's: who adds a member chooses the address and the password. */
    private static List<GrantedVisit> visits(Connection connection, Seat seat) throws SQLException {
        return Sql.of(
                        "SELECT v.plant_id, p.public_id, v.group_id, v.expires_at FROM plant_visitor v"
                                + " JOIN plant p ON p.id = v.plant_id"
                                + " WHERE v.email = ? AND v.expires_at > now() AND (p.organization_id = ? OR ?)",
                        seat.person().email(),
                        seat.person().organizationKey(),
                        seat.isEmailProven())
                .list(
                        connection,
                        row -> new GrantedVisit(
                                row.getInt("plant_id"),
                                row.getString("public_id"),
                                row.getInt("group_id"),
                                Objects.requireNonNull(Sql.instant(row, "expires_at"))));
    }

    private record GrantedVisit(int plantKey, String plantId, int groupKey, Instant expiresAt) {}
}
