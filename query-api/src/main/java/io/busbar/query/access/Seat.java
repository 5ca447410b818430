package io.busbar.query.access;

import io.busbar.query.access.Person.Profile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;

/**
 * A person at their place in an organization, as the tables say. Immutable.
 *
 * @param groupKey surrogate id of their measurement group
 * @param isEmailProven whether they have shown a code that was sent to their address
 * @param limits of the API key that they act with, if they do
 */
record Seat(Person person, int groupKey, boolean isEmailProven, KeyLimits limits) {

    private static final String COLUMNS =
            "SELECT m.id AS member_key, m.public_id, m.email, m.name, m.phone, m.time_zone,"
                    + " m.language, m.role, m.email_proven, g.id AS group_key, g.public_id AS group_id,"
                    + " coalesce(CASE m.language WHEN 'zh' THEN g.name_zh WHEN 'en' THEN g.name_en WHEN 'pt' THEN g.name_pt"
                    + " WHEN 'cs' THEN g.name_cs WHEN 'de' THEN g.name_de END, g.name) AS group_name,"
                    + " o.id AS organization_key, o.public_id AS organization_id, o.code, o.name AS organization_name";

    private static final String TABLES = " FROM member m JOIN organization o ON o.id = m.organization_id"
            + " JOIN measurement_group g ON g.id = m.group_id";

    private static final String KEY_COLUMNS = ", k.id AS key_id, k.capabilities, k.group_id AS key_group, k.all_plants,"
            + " k.expires_at AS key_expires_at";

    private static final String ACTIVE = " WHERE m.status = 'ACTIVE'";

    private static final String OPERATOR = "SELECT g.id AS group_key, g.public_id AS group_id, g.name AS group_name,"
            + " o.id AS organization_key, o.public_id AS organization_id, o.code, o.name AS organization_name"
            + " FROM organization o JOIN measurement_group g ON g.organization_id = o.id AND g.built_in = 'ALL'"
            + " ORDER BY o.id LIMIT 1";

    /** Empty when what the principal proves is not or no longer true. */
    static Optional<Seat> of(Connection connection, Principal principal) throws SQLException {
        if (principal instanceof Principal.Member member) {
            return Sql.of(COLUMNS + TABLES + ACTIVE)
                    .append(" AND m.public_id = ?", member.id())
                    .append(" AND NOT EXISTS (SELECT FROM ended_session WHERE family = ?)", member.session())
                    .first(connection, row -> member(row, KeyLimits.NONE));
        }
        if (principal instanceof Principal.ApiKey key) {
            return Sql.of(COLUMNS + KEY_COLUMNS + TABLES + " JOIN api_key k ON k.member_id = m.id" + ACTIVE)
                    .append(" AND k.expires_at > now() AND k.key_sha256 = decode(?, 'hex')", key.keySha256())
                    .first(connection, row -> member(row, KeyLimits.of(connection, row)));
        }
        return principal instanceof Principal.Operator
                ? Sql.of(OPERATOR).first(connection, Seat::operator)
                : Optional.empty();
    }

    private static Seat member(ResultSet row, KeyLimits limits) throws SQLException {
        Role role = Role.ofName(row.getString("role"));
        if (role == null) {
            throw new IllegalStateException("member with unknown role " + row.getString("role"));
        }
        Profile profile = new Profile(
                row.getString("name"),
                row.getString("phone"),
                row.getString("time_zone"),
                Language.ofCode(row.getString("language")));
        Person person = new Person(
                row.getInt("member_key"),
                row.getString("public_id"),
                row.getString("email"),
                profile,
                role,
                row.getInt("organization_key"),
                row.getString("organization_id"),
                row.getString("code"),
                row.getString("organization_name"),
                row.getString("group_id"),
                row.getString("group_name"));
        return new Seat(person, row.getInt("group_key"), row.getBoolean("email_proven"), limits);
    }

    private static Seat operator(ResultSet row) throws SQLException {
        Person person = new Person(
                null,
                "operator",
                "",
                Profile.OPERATOR,
                Role.MANAGER,
                row.getInt("organization_key"),
                row.getString("organization_id"),
                row.getString("code"),
                Objects.requireNonNull(row.getString("organization_name")),
                row.getString("group_id"),
                row.getString("group_name"));
        return new Seat(person, row.getInt("group_key"), true, KeyLimits.NONE);
    }
}
