package io.busbar.query.access.account;

import io.busbar.query.access.Language;
import io.busbar.query.access.Person.Profile;
import io.busbar.query.access.Role;
import io.busbar.query.access.Secrets;
import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one way into the table of members. Stateless. */
public final class MemberTable {

    private MemberTable() {}

    /**
     * A row to be. Immutable.
     *
     * @param groupKey null takes the built-in group that is usual for the role
     * @param isEmailProven whether the person has shown a code that was sent there
     */
    public record NewRow(
            int organizationKey,
            String email,
            Profile profile,
            Role role,
            @Nullable Integer groupKey,
            String passwordHash,
            boolean isEmailProven) {

        @Override
        public String toString() {
            return "NewRow[role=" + role + "]";
        }
    }

    /** Public id of the new member; empty when the organization has one of this address. */
    public static Optional<String> add(Connection connection, NewRow row) throws SQLException {
        Language language = row.profile().language();
        return Sql.of(
                        "INSERT INTO member (public_id, organization_id, email, name, phone, time_zone, language, role,"
                                + " group_id, password_hash, email_proven)"
                                + " SELECT ?, ?, ?, ?, ?, ?, ?, ?, id, ?, ? FROM measurement_group"
                                + " WHERE organization_id = ? AND (id = ?::int OR (?::int IS NULL AND built_in = ?))"
                                + " ON CONFLICT (organization_id, email) DO NOTHING RETURNING public_id",
                        Secrets.publicId(),
                        row.organizationKey(),
                        row.email(),
                        row.profile().name(),
                        row.profile().phone(),
                        row.profile().timeZone(),
                        language == null ? null : language.code(),
                        row.role().name(),
                        row.passwordHash(),
                        row.isEmailProven(),
                        row.organizationKey(),
                        row.groupKey(),
                        row.groupKey(),
                        usualGroup(row.role()))
                .first(connection, added -> added.getString(1));
    }

    /** Who changes what a member has comes one at a time: the statements that follow see what the one before has left. */
    public static void lock(Connection connection, int memberKey) throws SQLException {
        Sql.of("SELECT FROM member WHERE id = ? FOR NO KEY UPDATE", memberKey).exists(connection);
    }

    /** Which built-in group a role has unless another is chosen. */
    public static String usualGroup(Role role) {
        return role == Role.END_USER ? "END_USER" : "ALL";
    }

    /** Of any account of this address, for its salt. */
    public static Optional<String> hashOfAnyAccount(Connection connection, String email) throws SQLException {
        return Sql.of("SELECT password_hash FROM member WHERE email = ? ORDER BY id LIMIT 1", email)
                .first(connection, row -> row.getString(1));
    }
}
