package io.busbar.query.access.account;

import io.busbar.query.access.Language;
import io.busbar.query.access.Person.Profile;
import io.busbar.query.access.Role;
import io.busbar.query.access.Secrets;
import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people asked for and have yet to prove their e-mail address for. A code is good once, for half an hour. Stateless. */
final class MailedCodes {

    static final Duration LIFE = Duration.ofMinutes(30);

    /** Of one address; the oldest go first, so that nobody can shut others out by asking in their name. */
    private static final int MAX_WAITING = 5;

    private static final String COLUMNS =
            "purpose, organization_id, organization_name, role, name, phone, time_zone, language, password_hash";

    private MailedCodes() {}

    enum Purpose {
        /** To become a member of an organization. */
        JOIN,
        /** To become the first manager of a new organization. */
        FOUND,
        /** To set a new password. */
        RESET
    }

    /**
     * What becomes true when the code is shown. Immutable.
     *
     * @param organizationKey of the organization to join
     * @param organizationName of the organization to found
     * @param role to join as
     * @param passwordHash null for a reset
     */
    record Wish(
            Purpose purpose,
            @Nullable Integer organizationKey,
            @Nullable String organizationName,
            @Nullable Role role,
            Profile profile,
            @Nullable String passwordHash) {

        static Wish reset() {
            return new Wish(Purpose.RESET, null, null, null, new Profile("", "", null, null), null);
        }

        @Override
        public String toString() {
            return "Wish[" + purpose + "]";
        }
    }

    /** Returns the code to be sent. */
    static String add(Connection connection, String email, Wish wish, Instant now) throws SQLException {
        String code = Secrets.typedCode();
        Profile profile = wish.profile();
        Language language = profile.language();
        Sql.of("DELETE FROM mailed_code WHERE expires_at <= ?", now).run(connection);
        Sql.of(
                        "DELETE FROM mailed_code WHERE id IN (SELECT id FROM mailed_code WHERE email = ? ORDER BY id DESC OFFSET ?)",
                        email,
                        MAX_WAITING - 1)
                .run(connection);
        Sql.of(
                        "INSERT INTO mailed_code (email, code_sha256, expires_at, " + COLUMNS
                                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        email,
                        hash(email, code),
                        now.plus(LIFE),
                        wish.purpose().name(),
                        wish.organizationKey(),
                        wish.organizationName(),
                        wish.role() == null ? null : wish.role().name(),
                        profile.name(),
                        profile.phone(),
                        profile.timeZone(),
                        language == null ? null : language.code(),
                        wish.passwordHash())
                .run(connection);
        return code;
    }

    /** Whoever has not shown the code yet does not join an organization that would not take them so any more. */
    static void dropJoins(Connection connection, int organization, List<Role> butAs) throws SQLException {
        Sql.of(
                        "DELETE FROM mailed_code WHERE organization_id = ? AND purpose = 'JOIN' AND NOT role = ANY (?)",
                        organization,
                        butAs.stream().map(Role::name).toArray(String[]::new))
                .run(connection);
    }

    /** No other code sets a password of the address any more. */
    static void dropResets(Connection connection, String email) throws SQLException {
        Sql.of("DELETE FROM mailed_code WHERE email = ? AND purpose = 'RESET'", email)
                .run(connection);
    }

    /** Uses the code up; empty when it is wrong, used or too old. */
    static Optional<Wish> take(Connection connection, String email, String typedCode, boolean isReset, Instant now)
            throws SQLException {
        return Sql.of(
                        "DELETE FROM mailed_code WHERE email = ? AND code_sha256 = ? AND expires_at > ?"
                                + " AND (purpose = 'RESET') = ? RETURNING " + COLUMNS,
                        email,
                        hash(email, Secrets.normalCode(typedCode)),
                        now,
                        isReset)
                .first(connection, MailedCodes::wish);
    }

    private static Wish wish(ResultSet row) throws SQLException {
        String role = row.getString("role");
        return new Wish(
                Purpose.valueOf(row.getString("purpose")),
                row.getObject("organization_id", Integer.class),
                row.getString("organization_name"),
                role == null ? null : Role.ofName(role),
                new Profile(
                        row.getString("name"),
                        row.getString("phone"),
                        row.getString("time_zone"),
                        Language.ofCode(row.getString("language"))),
                row.getString("password_hash"));
    }

    private static byte[] hash(String email, String code) {
        return Secrets.sha256(email + ' ' + code);
    }
}
