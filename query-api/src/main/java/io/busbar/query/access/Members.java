package io.busbar.query.access;

import io.busbar.query.access.Refusal.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The people of an organization. Nobody can give a role or a group that lies beyond their own. May be shared between threads. */
public final class Members {

    private final Database database;
    private final Scopes scopes;

    public Members(Database database, Scopes scopes) {
        this.database = database;
        this.scopes = scopes;
    }

    /**
     * A person to be added. Immutable.
     *
     * @param group public id or name; null takes the built-in group that is usual for the role
     */
    public record NewMember(String email, String name, Role role, @Nullable String group, String password) {

        @Override
        public String toString() {
            return "NewMember[role=" + role + "]";
        }
    }

    /** A member as managers see them. Immutable. */
    public record Member(String id, String email, String name, Role role, String group, String status) {}

    public Member add(Scope scope, NewMember wanted) {
        if (!scope.person().role().covers(wanted.role())) {
            throw Refusal.of(
                    Kind.FORBIDDEN, "you cannot give the role " + wanted.role() + ": it may do more than yours");
        }
        String email = wanted.email().toLowerCase(Locale.ROOT);
        String passwordHash = Passwords.hash(wanted.password());
        return database.write(connection -> {
            Group group = group(connection, scope, wanted);
            if (!scope.points().covers(scopes.points(connection, group.key()))) {
                throw Refusal.of(Kind.FORBIDDEN, "you cannot give a measurement group that sees more than you do");
            }
            String id = Secrets.publicId();
            int added = Sql.of(
                            "INSERT INTO member (public_id, organization_id, email, name, role, group_id, password_hash)"
                                    + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (email) DO NOTHING",
                            id,
                            scope.person().organizationKey(),
                            email,
                            wanted.name(),
                            wanted.role().name(),
                            group.key(),
                            passwordHash)
                    .run(connection);
            if (added == 0) {
                throw Refusal.of(Kind.CONFLICT, "this e-mail address cannot be added");
            }
            return new Member(id, email, wanted.name(), wanted.role(), group.name(), "ACTIVE");
        });
    }

    private static Group group(Connection connection, Scope scope, NewMember wanted) throws SQLException {
        Sql sql = Sql.of(
                "SELECT id, name FROM measurement_group WHERE organization_id = ?",
                scope.person().organizationKey());
        if (wanted.group() == null) {
            sql.append(" AND built_in = ?", wanted.role() == Role.END_USER ? "END_USER" : "ALL");
        } else {
            sql.append(" AND (public_id = ? OR name = ?)", wanted.group(), wanted.group());
        }
        return sql.first(connection, row -> new Group(row.getInt("id"), row.getString("name")))
                .orElseThrow(() -> Refusal.invalid("/group", "no such measurement group"));
    }

    private record Group(int key, String name) {}
}
