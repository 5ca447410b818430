package io.busbar.query.access.group;

import io.busbar.query.access.Capability;
import io.busbar.query.access.PointSet;
import io.busbar.query.access.Reach;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Scopes;
import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The measurement groups that somebody may give to others: those of the organization that hold nothing beyond what they see themselves. To
 * them any other group does not exist. Whoever edits the groups decides what they hold and may give all of them. May be shared between threads.
 */
public final class GrantableGroups {

    private final Scopes scopes;

    public GrantableGroups(Scopes scopes) {
        this.scopes = scopes;
    }

    /**
     * A measurement group. Immutable.
     *
     * @param key surrogate id; never shown
     */
    public record GroupRef(int key, String id, String name) {}

    /**
     * @param wanted public id or default name; null takes the built-in group
     * @param builtIn END_USER or ALL
     * @throws Refusal equal for groups that are beyond the person and groups that do not exist
     */
    public GroupRef find(Connection connection, Scope scope, @Nullable String wanted, String builtIn)
            throws SQLException {
        Sql sql = Sql.of(
                "SELECT id, public_id, name FROM measurement_group WHERE organization_id = ?",
                scope.person().organizationKey());
        if (wanted == null) {
            sql.append(" AND built_in = ?", builtIn);
        } else {
            sql.append(" AND (public_id = ? OR name = ?) ORDER BY public_id = ? DESC", wanted, wanted, wanted);
        }
        Optional<GroupRef> group = sql.first(connection, GrantableGroups::group);
        if (group.isEmpty() || !covers(connection, scope, group.get().key())) {
            throw Refusal.invalid("/group", "no such measurement group");
        }
        return group.get();
    }

    /** Whether nothing in the group is beyond the person. */
    public boolean covers(Connection connection, Scope scope, int groupKey) throws SQLException {
        return scope.reach(Capability.EDIT_GROUPS) == Reach.ALL || covers(scope, scopes.points(connection, groupKey));
    }

    /** Public ids of all of them. */
    public Set<String> ids(Connection connection, Scope scope) throws SQLException {
        List<GroupRef> all = Sql.of(
                        "SELECT id, public_id, name FROM measurement_group WHERE organization_id = ?",
                        scope.person().organizationKey())
                .list(connection, GrantableGroups::group);
        Set<String> ids = new HashSet<>();
        for (GroupRef group : all) {
            if (covers(connection, scope, group.key())) {
                ids.add(group.id());
            }
        }
        return ids;
    }

    private static GroupRef group(ResultSet row) throws SQLException {
        return new GroupRef(row.getInt("id"), row.getString("public_id"), row.getString("name"));
    }

    private static boolean covers(Scope scope, PointSet points) {
        return scope.points().covers(points);
    }
}
