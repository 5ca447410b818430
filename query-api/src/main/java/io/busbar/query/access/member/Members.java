package io.busbar.query.access.member;

import io.busbar.query.access.Database;
import io.busbar.query.access.Passwords;
import io.busbar.query.access.Person.Profile;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Kind;
import io.busbar.query.access.Role;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Scopes;
import io.busbar.query.access.Secrets;
import io.busbar.query.access.Sql;
import io.busbar.query.access.account.EmailAddress;
import io.busbar.query.access.account.MemberTable;
import io.busbar.query.access.account.MemberTable.NewRow;
import io.busbar.query.access.account.Sessions;
import io.busbar.query.access.audit.Audit;
import io.busbar.query.access.audit.Audit.Actor;
import io.busbar.query.access.group.GrantableGroups;
import io.busbar.query.access.group.GrantableGroups.GroupRef;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The people of an organization. Nobody can give a role or a group that lies beyond their own. May be shared between threads. */
public final class Members {

    private final Database database;
    private final GrantableGroups groups;
    private final MemberRights rights;

    public Members(Database database, Scopes scopes) {
        this.database = database;
        this.groups = new GrantableGroups(scopes);
        this.rights = new MemberRights(groups);
    }

    /**
     * A person to be added. Immutable.
     *
     * @param group public id or name; null takes the built-in group that is usual for the role
     */
    public record NewMember(String email, Profile profile, Role role, @Nullable String group, String password) {

        @Override
        public String toString() {
            return "NewMember[role=" + role + "]";
        }
    }

    /**
     * What a request sets; null leaves a field as it is. Immutable.
     *
     * @param group public id or name
     */
    public record Change(
            @Nullable String name,
            @Nullable String phone,
            @Nullable Role role,
            @Nullable String group,
            @Nullable String status) {}

    /** What a list of members may be narrowed to; null does not narrow. Texts are looked for in any case. Immutable. */
    public record Filter(
            @Nullable String search,
            @Nullable String name,
            @Nullable String phone,
            @Nullable String email,
            @Nullable Role role,
            @Nullable String status) {}

    /** Those after {@code after} in order of id, at most {@code limit}. */
    public List<Member> list(Scope scope, Filter filter, String after, int limit) {
        return database.read(connection -> {
            Sql sql = Sql.of(
                    MemberRow.SELECT + "m.organization_id = ? AND m.public_id > ?",
                    scope.person().organizationKey(),
                    after);
            if (filter.search() != null) {
                String pattern = pattern(filter.search());
                sql.append(" AND (m.name ILIKE ? OR m.phone ILIKE ? OR m.email ILIKE ?)", pattern, pattern, pattern);
            }
            like(sql, "m.name", filter.name());
            like(sql, "m.phone", filter.phone());
            like(sql, "m.email", filter.email());
            if (filter.role() != null) {
                sql.append(" AND m.role = ?", filter.role().name());
            }
            if (filter.status() != null) {
                sql.append(" AND m.status = ?", filter.status());
            }
            sql.append(" ORDER BY m.public_id LIMIT ?", limit);
            return rights.shown(connection, scope, sql.list(connection, MemberRow::of));
        });
    }

    public Member one(Scope scope, String id) {
        return database.read(connection -> rights.shown(connection, scope, List.of(find(connection, scope, id)))
                .get(0));
    }

    public Member add(Scope scope, NewMember wanted) {
        MemberRights.requireRole(scope, wanted.role());
        String email = EmailAddress.normal(wanted.email());
        Optional<String> like = database.read(connection -> MemberTable.hashOfAnyAccount(connection, email));
        String passwordHash = Passwords.hash(wanted.password(), like.orElse(null));
        boolean isOperator = scope.person().memberKey() == null;
        return database.write(connection -> {
            String usual = MemberTable.usualGroup(wanted.role());
            GroupRef group = groups.find(connection, scope, wanted.group(), usual);
            if (!rights.coversVisits(connection, scope, email)) {
                throw Refusal.of(Kind.FORBIDDEN, "somebody with this e-mail address would see more than you");
            }
            String id = MemberTable.add(
                            connection,
                            new NewRow(
                                    scope.person().organizationKey(),
                                    email,
                                    wanted.profile(),
                                    wanted.role(),
                                    group.key(),
                                    passwordHash,
                                    isOperator))
                    .orElseThrow(
                            () -> Refusal.of(Kind.CONFLICT, "your organization has a member with this e-mail address"));
            Member added = find(connection, scope, id).member();
            Audit.add(connection, Actor.of(scope), "member.add", id, null, added);
            return added;
        });
    }

    public Member change(Scope scope, String id, Change wanted) {
        return database.write(connection -> {
            MemberRow before = editable(connection, scope, id);
            Role role = wanted.role();
            if (role != null) {
                MemberRights.requireRole(scope, role);
            }
            GroupRef group = wanted.group() == null ? null : groups.find(connection, scope, wanted.group(), "ALL");
            Sql.of(
                            "UPDATE member SET name = coalesce(?, name), phone = coalesce(?, phone), role = coalesce(?, role),"
                                    + " group_id = coalesce(?::int, group_id), status = coalesce(?, status) WHERE id = ?",
                            wanted.name(),
                            wanted.phone(),
                            role == null ? null : role.name(),
                            group == null ? null : group.key(),
                            wanted.status(),
                            before.key())
                    .run(connection);
            requireManager(connection, scope, before);
            MemberRow after = find(connection, scope, id);
            if (after.member().status().equals("DISABLED")) {
                Sessions.endAll(connection, after.key());
            }
            Audit.add(connection, Actor.of(scope), "member.change", id, before.member(), after.member());
            return after.member();
        });
    }

    /** Sets a password and returns it; a null one is made. The address counts as proven no longer: the password is known to two. */
    public String resetPassword(Scope scope, String id, @Nullable String wanted) {
        String password = wanted == null ? Secrets.password() : wanted;
        Optional<String> like = database.read(connection -> MemberTable.hashOfAnyAccount(
                connection, find(connection, scope, id).member().email()));
        String hash = Passwords.hash(password, like.orElse(null));
        return database.write(connection -> {
            MemberRow row = editable(connection, scope, id);
            Sql.of("UPDATE member SET password_hash = ?, email_proven = false WHERE id = ?", hash, row.key())
                    .run(connection);
            Sessions.endAll(connection, row.key());
            Audit.add(connection, Actor.of(scope), "member.resetPassword", id, null, Map.of("by", "member"));
            return password;
        });
    }

    public void remove(Scope scope, String id) {
        database.write(connection -> {
            MemberRow row = editable(connection, scope, id);
            leave(connection, row.key());
            Sql.of("DELETE FROM member WHERE id = ?", row.key()).run(connection);
            requireManager(connection, scope, row);
            Audit.add(connection, Actor.of(scope), "member.remove", id, row.member(), null);
            return true;
        });
    }

    /**
     * Moves a member to the organization with this code, where they begin as an end user with its End User Group. If they have an account
     * there already, that one stays as it is: the answer does not tell.
     */
    public void transfer(Scope scope, String id, String organizationCode) {
        database.write(connection -> {
            MemberRow row = editable(connection, scope, id);
            int organization = Sql.of(
                            "SELECT id FROM organization WHERE code = ? AND 'END_USER' = ANY (join_roles)",
                            organizationCode)
                    .first(connection, found -> found.getInt(1))
                    .orElseThrow(
                            () -> Refusal.invalid("/organization", "no organization with this code takes members"));
            if (organization == scope.person().organizationKey()) {
                throw Refusal.invalid("/organization", "is the member's own");
            }
            leave(connection, row.key());
            int moved = Sql.of(
                            "UPDATE member m SET organization_id = g.organization_id, group_id = g.id, role = 'END_USER'"
                                    + " FROM measurement_group g WHERE m.id = ? AND g.organization_id = ? AND g.built_in = 'END_USER'"
                                    + " AND NOT EXISTS (SELECT FROM member other WHERE other.organization_id = g.organization_id"
                                    + "  AND other.email = m.email)",
                            row.key(),
                            organization)
                    .run(connection);
            if (moved == 0) {
                Sql.of("DELETE FROM member WHERE id = ?", row.key()).run(connection);
            }
            requireManager(connection, scope, row);
            Audit.add(connection, Actor.of(scope), "member.transfer", id, row.member(), null);
            if (moved > 0) {
                Audit.add(
                        connection,
                        new Actor(organization, id, row.member().name()),
                        "member.join",
                        id,
                        null,
                        Map.of("email", row.member().email(), "role", Role.END_USER));
            }
            return true;
        });
    }

    /** What is left behind: plants lose their owner and installer, log-ins, API keys and webhooks end. */
    private static void leave(Connection connection, int member) throws SQLException {
        Sql.of("UPDATE plant SET owner_id = null WHERE owner_id = ?", member).run(connection);
        Sql.of("DELETE FROM plant_installer WHERE member_id = ?", member).run(connection);
        Sql.of("DELETE FROM api_key WHERE member_id = ?", member).run(connection);
        Sql.of("DELETE FROM webhook WHERE member_id = ?", member).run(connection);
        Sessions.endAll(connection, member);
    }

    /** Nobody could give anybody anything any more. */
    private static void requireManager(Connection connection, Scope scope, MemberRow changed) throws SQLException {
        boolean some = changed.member().role() != Role.MANAGER
                || Sql.of(
                                "SELECT 1 FROM member WHERE organization_id = ? AND role = ? AND status = 'ACTIVE'",
                                scope.person().organizationKey(),
                                Role.MANAGER.name())
                        .exists(connection);
        if (!some) {
            throw Refusal.of(Kind.CONFLICT, "an organization needs an active manager: make somebody else one first");
        }
    }

    /** Locks all members of the organization against changes, so that of two managers not each takes the role of the other. */
    private MemberRow editable(Connection connection, Scope scope, String id) throws SQLException {
        Sql.of(
                        "SELECT 1 FROM organization WHERE id = ? FOR NO KEY UPDATE",
                        scope.person().organizationKey())
                .exists(connection);
        MemberRow row = find(connection, scope, id);
        rights.requireAll(connection, scope, row);
        return row;
    }

    private static MemberRow find(Connection connection, Scope scope, String id) throws SQLException {
        return Sql.of(
                        MemberRow.SELECT + "m.organization_id = ? AND m.public_id = ?",
                        scope.person().organizationKey(),
                        id)
                .first(connection, MemberRow::of)
                .orElseThrow(Refusal::notFound);
    }

    private static void like(Sql sql, String column, @Nullable String text) {
        if (text != null) {
            sql.append(" AND " + column + " ILIKE ?", pattern(text));
        }
    }

    /** Anything with the text in it, whatever characters it has. */
    private static String pattern(String text) {
        return '%' + text.replaceAll("[\\\\%_]", "\\\\$0") + '%';
    }
}
