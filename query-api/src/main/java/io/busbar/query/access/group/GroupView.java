package io.busbar.query.access.group;

import io.busbar.query.access.Language;
import io.busbar.query.access.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A measurement group as it is answered. Immutable.
 *
 * @param name in the asking person's language, where there is one
 * @param names by language code, and {@code default}
 * @param builtIn END_USER or ALL; null for one that somebody made
 * @param points how many are assigned
 * @param warnings hidden points that can be reckoned from those that are not; for those who edit groups, empty for all others
 */
public record GroupView(
        String id,
        String name,
        Map<String, @Nullable String> names,
        @Nullable String builtIn,
        int points,
        List<Reconstruction.Warning> warnings) {

    /** What everybody reads who has no name in their language. */
    public static final String DEFAULT = "default";

    static final String SELECT =
            "SELECT g.id, g.public_id, g.name, g.name_zh, g.name_en, g.name_pt, g.name_cs, g.name_de,"
                    + " g.built_in, (SELECT count(*) FROM measurement_group_point p WHERE p.group_id = g.id) AS points"
                    + " FROM measurement_group g WHERE ";

    /** A row of the table, with its surrogate id. */
    record Row(int key, GroupView view) {}

    static Row row(ResultSet row, @Nullable Language reader) throws SQLException {
        Map<String, @Nullable String> names = new LinkedHashMap<>();
        names.put(DEFAULT, row.getString("name"));
        for (Language language : Language.values()) {
            names.put(language.code(), row.getString("name_" + language.code()));
        }
        String own = reader == null ? null : names.get(reader.code());
        GroupView view = new GroupView(
                row.getString("public_id"),
                own == null ? row.getString("name") : own,
                names,
                row.getString("built_in"),
                row.getInt("points"),
                List.of());
        return new Row(row.getInt("id"), view);
    }

    GroupView with(List<Reconstruction.Warning> found) {
        return new GroupView(id, name, names, builtIn, points, found);
    }

    /** The condition for one group of an organization. */
    static Sql one(int organizationKey, String id) {
        return Sql.of(SELECT + "g.organization_id = ? AND g.public_id = ?", organizationKey, id);
    }
}
