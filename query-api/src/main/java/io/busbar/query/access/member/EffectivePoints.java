package io.busbar.query.access.member;

import io.busbar.query.access.Capability;
import io.busbar.query.access.Database;
import io.busbar.query.access.PointSet;
import io.busbar.query.access.Principal;
import io.busbar.query.access.Reach;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Scopes;
import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Which points somebody sees in the end; those who edit groups may ask for a member too. May be shared between threads. */
public final class EffectivePoints {

    private final Database database;
    private final Scopes scopes;

    public EffectivePoints(Database database, Scopes scopes) {
        this.database = database;
        this.scopes = scopes;
    }

    /**
     * @param plant public id; null for the points of the own group
     * @param as public id of a member; null for the asking person
     * @throws Refusal equal for members and plants that are hidden, from the asking person or the member, and those that do not exist
     */
    public PointSet of(Scope scope, @Nullable String plant, @Nullable String as) {
        return database.read(connection -> {
            Scope seeing = as == null ? scope : member(connection, scope, as);
            return plant == null ? seeing.points() : atPlant(connection, scope, seeing, plant);
        });
    }

    private Scope member(Connection connection, Scope scope, String member) throws SQLException {
        if (scope.reach(Capability.EDIT_GROUPS) != Reach.ALL) {
            throw Refusal.of(Kind.FORBIDDEN, "those who edit measurement groups may ask what somebody else sees");
        }
        return scopes.of(connection, new Principal.Member(member))
                .filter(found ->
                        found.person().organizationKey() == scope.person().organizationKey())
                .orElseThrow(Refusal::notFound);
    }

    private static PointSet atPlant(Connection connection, Scope asking, Scope seeing, String plant)
            throws SQLException {
        return Sql.of("SELECT p.organization_id, p.id FROM plant p WHERE ")
                .append(asking.sees("p.organization_id", "p.id"))
                .append(" AND ")
                .append(seeing.sees("p.organization_id", "p.id"))
                .append(" AND p.public_id = ?", plant)
                .first(connection, row -> seeing.pointsAt(row.getInt(1), row.getInt(2)))
                .orElseThrow(Refusal::notFound);
    }
}
