package io.busbar.query.access.member;

import io.busbar.query.access.Language;
import io.busbar.query.access.Role;
import io.busbar.query.access.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;

/**
 * A member with the surrogate ids that work is done with. Immutable.
 *
 * @param key surrogate id; never shown
 * @param groupKey surrogate id; never shown
 */
record MemberRow(int key, int groupKey, Member member) {

    static final String SELECT = "SELECT m.id, m.public_id, m.email, m.name, m.phone, m.role, m.status, m.time_zone,"
            + " m.language, m.created_at, m.group_id, g.public_id AS group_public_id, g.name AS group_name"
            + " FROM member m JOIN measurement_group g ON g.id = m.group_id WHERE ";

    static MemberRow of(ResultSet row) throws SQLException {
        Member member = new Member(
                row.getString("public_id"),
                row.getString("email"),
                row.getString("name"),
                row.getString("phone"),
                Role.valueOf(row.getString("role")),
                row.getString("group_name"),
                row.getString("group_public_id"),
                row.getString("status"),
                row.getString("time_zone"),
                Language.ofCode(row.getString("language")),
                Objects.requireNonNull(Sql.instant(row, "created_at")));
        return new MemberRow(row.getInt("id"), row.getInt("group_id"), member);
    }
}
