package io.busbar.query.access.member;

import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Role;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Sql;
import io.busbar.query.access.group.GrantableGroups;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whom somebody may look after: nobody gives, or takes over, more than they have. Whoever sets a person's password could log in as that
 * person, so it is the same rule for that. May be shared between threads.
 */
final class MemberRights {

    private final GrantableGroups groups;

    MemberRights(GrantableGroups groups) {
        this.groups = groups;
    }

    /** @throws Refusal when the role may do what the scope's role may not */
    static void requireRole(Scope scope, Role role) {
        if (!scope.coversRole(role)) {
            throw Refusal.of(Kind.FORBIDDEN, "the role " + role + " may do more than you");
        }
    }

    /** @throws Refusal when the member may do, or sees in this organization, what the scope does not */
    void requireAll(Connection connection, Scope scope, MemberRow row) throws SQLException {
        requireRole(scope, row.member().role());
        boolean covered = groups.covers(connection, scope, row.groupKey());
        if (!covered || !coversVisits(connection, scope, row.member().email())) {
            throw Refusal.of(Kind.FORBIDDEN, "this member sees more than you");
        }
    }

    /** Whether the visits that somebody of this address has, or would have, to plants of the organization show nothing beyond the scope. */
    boolean coversVisits(Connection connection, Scope scope, String email) throws SQLException {
        List<Integer> visited = Sql.of(
                        "SELECT DISTINCT v.group_id FROM plant_visitor v JOIN plant p ON p.id = v.plant_id"
                                + " WHERE v.email = ? AND p.organization_id = ? AND v.expires_at > now()",
                        email,
                        scope.person().organizationKey())
                .list(connection, row -> row.getInt(1));
        for (int group : visited) {
            if (!groups.covers(connection, scope, group)) {
                return false;
            }
        }
        return true;
    }

    /** The members, without the groups that are beyond the person. */
    List<Member> shown(Connection connection, Scope scope, List<MemberRow> rows) throws SQLException {
        Map<Integer, Boolean> isCovered = new HashMap<>();
        for (MemberRow row : rows) {
            if (!isCovered.containsKey(row.groupKey())) {
                isCovered.put(row.groupKey(), groups.covers(connection, scope, row.groupKey()));
            }
        }
        return rows.stream()
                .map(row -> isCovered.getOrDefault(row.groupKey(), false)
                        ? row.member()
                        : row.member().withoutGroup())
                .toList();
    }
}
