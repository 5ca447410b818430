package io.busbar.query.fleet;

import io.busbar.query.access.Database;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Role;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Sql;
import io.busbar.query.access.audit.Audit;
import io.busbar.query.access.audit.Audit.Actor;
import io.busbar.query.access.group.GrantableGroups;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Installers who look after a plant that is not theirs. May be shared between threads. */
public final class PlantInstallers {

    private final Database database;
    private final GrantableGroups groups;

    public PlantInstallers(Database database, GrantableGroups groups) {
        this.database = database;
        this.groups = groups;
    }

    /** An installer as those see them who may let people in to the plant. Immutable. */
    public record Installer(String id, String name) {}

    /** Those after {@code after} in order of id, at most {@code limit}. */
    public List<Installer> list(Scope scope, String plant, String after, int limit) {
        return database.read(connection -> Sql.of(
                        "SELECT m.public_id, m.name FROM plant_installer i JOIN member m ON m.id = i.member_id"
                                + " WHERE i.plant_id = ? AND m.public_id > ? ORDER BY m.public_id LIMIT ?",
                        Plants.shareable(connection, scope, plant).plant(),
                        after,
                        limit)
                .list(connection, row -> new Installer(row.getString(1), row.getString(2))));
    }

    /** @throws Refusal equal for members who are no installers or see more than the person, and members that do not exist */
    public void assign(Scope scope, String plant, String member) {
        database.write(connection -> {
            Plants.Key key = Plants.shareable(connection, scope, plant);
            if (!scope.coversRole(Role.INSTALLER)) {
                throw Refusal.of(Kind.FORBIDDEN, "an installer may do more than you");
            }
            int assigned = Sql.of(
                            "INSERT INTO plant_installer (plant_id, member_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                            key.plant(),
                            installer(connection, scope, key, member))
                    .run(connection);
            if (assigned > 0) {
                Audit.add(connection, Actor.of(scope), "installer.assign", member, null, Map.of("plant", plant));
            }
            return true;
        });
    }

    public void remove(Scope scope, String plant, String member) {
        database.write(connection -> {
            Plants.Key key = Plants.shareable(connection, scope, plant);
            int removed = Sql.of(
                            "DELETE FROM plant_installer i USING member m WHERE i.plant_id = ? AND m.id = i.member_id"
                                    + " AND m.public_id = ?",
                            key.plant(),
                            member)
                    .run(connection);
            if (removed == 0) {
                throw Refusal.notFound();
            }
            Audit.add(connection, Actor.of(scope), "installer.remove", member, Map.of("plant", plant), null);
            return true;
        });
    }

    private int installer(Connection connection, Scope scope, Plants.Key plant, String member) throws SQLException {
        Found found = Sql.of(
                        "SELECT id, group_id FROM member WHERE public_id = ? AND organization_id = ? AND role = ?"
                                + " AND status = 'ACTIVE'",
                        member,
                        plant.organization(),
                        Role.INSTALLER.name())
                .first(connection, row -> new Found(row.getInt("id"), row.getInt("group_id")))
                .orElseThrow(Refusal::notFound);
        if (!groups.covers(connection, scope, found.groupKey())) {
            throw Refusal.notFound();
        }
        return found.key();
    }

    private record Found(int key, int groupKey) {}
}
