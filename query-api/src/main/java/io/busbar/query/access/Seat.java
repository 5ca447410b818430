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
 */
record Seat(Person person, int groupKey, boolean isEmailProven) {

    private static final String MEMBER =
            "SELECT m.id AS member_key, m.public_id, m.email, m.name, m.phone, m.time_zone,"
                    + " m.language, m.role, m.email_proven, g.id AS group_key, g.public_id AS group_id, g.name AS group_name,"
                    + " o.id AS organization_key, o.public_id AS organization_id, o.code, o.name AS organization_name"
                    + " FROM member m JOIN organization o ON o.id = m.organization_id JOIN measurement_group g ON g.id = m.group_id"
                    + " WHERE m.status = 'ACTIVE'";

    private static final String OPERATOR = "SELECT g.id AS group_key, g.public_id AS group_id, g.name AS group_name,"
            + " o.id AS organization_key, o.public_id AS organization_id, o.code, o.name AS organization_name"
            + " FROM organization o JOIN measurement_group g ON g.organization_id = o.id AND g.built_in = 'ALL'"
            + " ORDER BY o.id LIMIT 1";

    /** Empty when what the principal proves is not or no longer true. */
    static Optional<Seat> of(Connection connection, Principal principal) throws SQLException {
        if (principal instanceof Principal.Member member) {
            return Sql.of(MEMBER)
                    .append(" AND m.public_id = ?", member.id())
                    .append(" AND NOT EXISTS (SELECT FROM ended_session WHERE family = ?)", member.session())
                    .first(connection, Seat::member);
        }
        return principal instanceof Principal.Operator
                ? Sql.of(OPERATOR).first(connection, Seat::operator)
                : Optional.empty();
    }

    private static Seat member(ResultSet row) throws SQLException {
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
        return new Seat(person, row.getInt("group_key"), row.getBoolean("email_proven"));
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
        return new Seat(person, row.getInt("group_key"), true);
    }
}
