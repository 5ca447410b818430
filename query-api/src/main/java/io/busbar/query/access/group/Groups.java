package io.busbar.query.access.group;

import io.busbar.query.access.Capability;
import io.busbar.query.access.Database;
import io.busbar.query.access.Language;
import io.busbar.query.access.Reach;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Secrets;
import io.busbar.query.access.Sql;
import io.busbar.query.access.audit.Audit;
import io.busbar.query.access.audit.Audit.Actor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The measurement groups of an organization: those who edit them see all, everybody else those that they may give to others. May be shared
 * between threads.
 */
public final class Groups {

    private final Database database;
    private final GrantableGroups grantable;
    private final Reconstruction reconstruction;

    public Groups(Database database, GrantableGroups grantable, Reconstruction reconstruction) {
        this.database = database;
        this.grantable = grantable;
        this.reconstruction = reconstruction;
    }

    /** Those after {@code after} in order of id, at most {@code limit}. */
    public List<GroupView> list(Scope scope, String after, int limit) {
        return database.read(connection -> {
            List<GroupView.Row> rows = Sql.of(
                            GroupView.SELECT + "g.organization_id = ? AND g.public_id > ? ORDER BY g.public_id",
                            scope.person().organizationKey(),
                            after)
                    .list(connection, row -> GroupView.row(row, language(scope)));
            List<GroupView> shown = new ArrayList<>();
            for (GroupView.Row row : rows) {
                if (shown.size() < limit && grantable.covers(connection, scope, row.key())) {
                    shown.add(linted(connection, scope, row));
                }
            }
            return shown;
        });
    }

    public GroupView one(Scope scope, String id) {
        return database.read(connection -> linted(connection, scope, find(connection, scope, id)));
    }

    /** @param names by language code; {@code default} has to be there */
    public GroupView create(Scope scope, Map<String, @Nullable String> names) {
        return database.write(connection -> {
            String id = Secrets.publicId();
            int organization = scope.person().organizationKey();
            requireFree(connection, organization, names, id);
            Sql.of(
                            "INSERT INTO measurement_group (public_id, organization_id, name) VALUES (?, ?, ?)",
                            id,
                            organization,
                            names.get(GroupView.DEFAULT))
                    .run(connection);
            translate(connection, id, names);
            GroupView created = find(connection, scope, id).view();
            Audit.add(connection, Actor.of(scope), "group.create", id, null, Map.of("names", created.names()));
            return created;
        });
    }

    /** @param names those that change, by language code; null takes one away */
    public GroupView rename(Scope scope, String id, Map<String, @Nullable String> names) {
        return database.write(connection -> {
            GroupView.Row before = editable(connection, scope, id);
            if (before.view().builtIn() != null) {
                throw Refusal.of(Kind.CONFLICT, "a built-in group keeps its name");
            }
            requireFree(connection, scope.person().organizationKey(), names, id);
            Sql.of(
                            "UPDATE measurement_group SET name = coalesce(?, name) WHERE id = ?",
                            names.get(GroupView.DEFAULT),
                            before.key())
                    .run(connection);
            translate(connection, id, names);
            GroupView.Row after = find(connection, scope, id);
            Audit.add(
                    connection,
                    Actor.of(scope),
                    "group.rename",
                    id,
                    Map.of("names", before.view().names()),
                    Map.of("names", after.view().names()));
            return linted(connection, scope, after);
        });
    }

    public void delete(Scope scope, String id) {
        database.write(connection -> {
            GroupView.Row group = editable(connection, scope, id);
            if (group.view().builtIn() != null) {
                throw Refusal.of(Kind.CONFLICT, "a built-in group cannot be deleted");
            }
            Uses uses = Sql.of(
                            "SELECT (SELECT count(*) FROM member WHERE group_id = g.id),"
                                    + " (SELECT count(*) FROM plant_visitor WHERE group_id = g.id),"
                                    + " (SELECT count(*) FROM api_key WHERE group_id = g.id)"
                                    + " FROM measurement_group g WHERE g.id = ?",
                            group.key())
                    .first(connection, row -> new Uses(row.getInt(1), row.getInt(2), row.getInt(3)))
                    .orElseThrow();
            if (uses.any()) {
                throw Refusal.of(Kind.CONFLICT, uses.text());
            }
            Sql.of("DELETE FROM measurement_group WHERE id = ?", group.key()).run(connection);
            Audit.add(
                    connection,
                    Actor.of(scope),
                    "group.delete",
                    id,
                    Map.of("names", group.view().names()),
                    null);
            return true;
        });
    }

    /** Locked against others who change it. */
    GroupView.Row editable(Connection connection, Scope scope, String id) throws SQLException {
        Sql.of("SELECT 1 FROM measurement_group WHERE public_id = ? FOR UPDATE", id)
                .exists(connection);
        return find(connection, scope, id);
    }

    /** With its warnings, for those who edit groups. */
    GroupView linted(Connection connection, Scope scope, GroupView.Row row) throws SQLException {
        return scope.reach(Capability.EDIT_GROUPS) == Reach.ALL
                ? row.view().with(reconstruction.warnings(connection, row.key()))
                : row.view();
    }

    GroupView.Row find(Connection connection, Scope scope, String id) throws SQLException {
        GroupView.Row group = GroupView.one(scope.person().organizationKey(), id)
                .first(connection, row -> GroupView.row(row, language(scope)))
                .orElseThrow(Refusal::notFound);
        if (!grantable.covers(connection, scope, group.key())) {
            throw Refusal.notFound();
        }
        return group;
    }

    private static void requireFree(
            Connection connection, int organization, Map<String, @Nullable String> names, String id)
            throws SQLException {
        String name = names.get(GroupView.DEFAULT);
        boolean isTaken = Sql.of(
                        "SELECT 1 FROM measurement_group WHERE organization_id = ? AND name = ? AND public_id <> ?",
                        organization,
                        name,
                        id)
                .exists(connection);
        if (isTaken) {
            throw Refusal.of(Kind.CONFLICT, "your organization has a group of this name");
        }
    }

    private static void translate(Connection connection, String id, Map<String, @Nullable String> names)
            throws SQLException {
        for (Language language : Language.values()) {
            if (names.containsKey(language.code())) {
                Sql.of(
                                "UPDATE measurement_group SET name_" + language.code() + " = ? WHERE public_id = ?",
                                names.get(language.code()),
                                id)
                        .run(connection);
            }
        }
    }

    private static @Nullable Language language(Scope scope) {
        return scope.person().profile().language();
    }

    /** Who would be left without a group. */
    private record Uses(int members, int visits, int keys) {

        boolean any() {
            return members + visits + keys > 0;
        }

        String text() {
            return "the group is in use: members " + members + ", visits " + visits + ", API keys " + keys;
        }
    }
}
