package io.busbar.query.access.account;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.query.access.Database;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Role;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Secrets;
import io.busbar.query.access.Sql;
import io.busbar.query.access.audit.Audit;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Organizations: made with their two built-in groups, shown to their members, changed by those who look after members. May be shared between threads. */
public final class Organizations {

    /** As whom a stranger may join who knows the code: roles that see only what they own or are assigned to. */
    public static final List<Role> JOIN_ROLES = List.of(Role.END_USER, Role.INSTALLER);

    private static final String SELECT =
            "SELECT id, public_id, code, name, join_roles, created_at FROM organization WHERE ";

    private final Database database;

    public Organizations(Database database) {
        this.database = database;
    }

    /** An organization as its members see it. Immutable. */
    public record Organization(String id, String code, String name, List<Role> joinRoles, Instant createdAt) {}

    /**
     * What a request sets; null leaves a field as it is. Immutable.
     *
     * @param isNewCode whether the code is to be another: the old one is void then
     */
    public record Change(@Nullable String name, @Nullable List<Role> joinRoles, boolean isNewCode) {}

    public Organization own(Scope scope) {
        return database.read(connection -> own(connection, scope));
    }

    public Organization change(Scope scope, Change wanted) {
        return database.write(connection -> {
            Organization before = own(connection, scope);
            Sql.of(
                            "UPDATE organization SET name = coalesce(?, name), join_roles = coalesce(?, join_roles),"
                                    + " code = coalesce(?, code) WHERE id = ?",
                            wanted.name(),
                            wanted.joinRoles() == null
                                    ? null
                                    : wanted.joinRoles().stream()
                                            .map(Role::name)
                                            .toArray(String[]::new),
                            wanted.isNewCode() ? freeCode(connection) : null,
                            scope.person().organizationKey())
                    .run(connection);
            Organization after = own(connection, scope);
            MailedCodes.dropJoins(
                    connection, scope.person().organizationKey(), wanted.isNewCode() ? List.of() : after.joinRoles());
            Audit.add(connection, Audit.Actor.of(scope), "organization.change", after.id(), before, after);
            return after;
        });
    }

    /** Returns the surrogate id. */
    static int add(Connection connection, Catalogue catalogue, String name) throws SQLException {
        int organization = Sql.of(
                        "INSERT INTO organization (public_id, code, name) VALUES (?, ?, ?) RETURNING id",
                        Secrets.publicId(),
                        freeCode(connection),
                        name)
                .first(connection, row -> row.getInt(1))
                .orElseThrow();
        addGroup(connection, catalogue, organization, "End User Group", "END_USER");
        addGroup(connection, catalogue, organization, "All point sets", "ALL");
        return organization;
    }

    /** Of the organization with this code, locked against change; if strangers may join it as this. */
    static int joinable(Connection connection, String code, Role role) throws SQLException {
        return Sql.of(
                        "SELECT id FROM organization WHERE code = ? AND ? = ANY (join_roles) FOR SHARE",
                        code,
                        role.name())
                .first(connection, row -> row.getInt(1))
                .orElseThrow(() -> Refusal.invalid("/organization", "no organization with this code takes this role"));
    }

    private static Organization own(Connection connection, Scope scope) throws SQLException {
        return Sql.of(SELECT + "id = ?", scope.person().organizationKey())
                .first(connection, Organizations::organization)
                .orElseThrow();
    }

    private static Organization organization(ResultSet row) throws SQLException {
        return new Organization(
                row.getString("public_id"),
                row.getString("code"),
                row.getString("name"),
                Arrays.stream((String[]) row.getArray("join_roles").getArray())
                        .map(Role::valueOf)
                        .toList(),
                Objects.requireNonNull(Sql.instant(row, "created_at")));
    }

    /** Of sixteen million: one that is taken is drawn now and then. */
    private static String freeCode(Connection connection) throws SQLException {
        String code;
        do {
            code = Secrets.organizationCode();
        } while (Sql.of("SELECT 1 FROM organization WHERE code = ?", code).exists(connection));
        return code;
    }

    private static void addGroup(
            Connection connection, Catalogue catalogue, int organization, String name, String builtIn)
            throws SQLException {
        int group = Sql.of(
                        "INSERT INTO measurement_group (public_id, organization_id, name, built_in) VALUES (?, ?, ?, ?)"
                                + " RETURNING id",
                        Secrets.publicId(),
                        organization,
                        name,
                        builtIn)
                .first(connection, row -> row.getInt(1))
                .orElseThrow();
        for (DeviceType type : catalogue.deviceTypes()) {
            Integer[] points =
                    catalogue.points(type).stream().map(MeasuringPoint::id).toArray(Integer[]::new);
            Sql.of(
                            "INSERT INTO measurement_group_point (group_id, device_type, point_id)"
                                    + " SELECT ?, ?, unnest(?)",
                            group,
                            type.code(),
                            points)
                    .run(connection);
        }
    }
}
