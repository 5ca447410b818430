package io.busbar.query.fleet;

import io.busbar.query.access.Database;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Sql;
import io.busbar.query.access.account.EmailAddress;
import io.busbar.query.access.audit.Audit;
import io.busbar.query.access.audit.Audit.Actor;
import io.busbar.query.access.group.GrantableGroups;
import io.busbar.query.access.group.GrantableGroups.GroupRef;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * People who may look at one plant through one measurement group until their visit expires, whoever they are: nothing tells whether they have
 * an account. A visit lets nobody in further. May be shared between threads.
 */
public final class PlantVisitors {

    private static final String SELECT =
            "SELECT v.email, v.group_id, g.public_id, g.name, v.expires_at FROM plant_visitor v"
                    + " JOIN measurement_group g ON g.id = v.group_id WHERE v.plant_id = ?";

    private final Database database;
    private final GrantableGroups groups;

    public PlantVisitors(Database database, GrantableGroups groups) {
        this.database = database;
        this.groups = groups;
    }

    /**
     * A visit as it is answered. Immutable.
     *
     * @param group its name; null when it holds points that the asking person does not see
     * @param groupId its public id; null likewise
     */
    public record Visit(String email, @Nullable String group, @Nullable String groupId, Instant expiresAt) {}

    /** Those after {@code after} in order of address, at most {@code limit}; expired ones too. */
    public List<Visit> list(Scope scope, String plant, String after, int limit) {
        return database.read(connection -> {
            Plants.Key key = Plants.shareable(connection, scope, plant);
            List<Row> rows = Sql.of(SELECT, key.plant())
                    .append(" AND v.email > ? ORDER BY v.email LIMIT ?", after, limit)
                    .list(connection, PlantVisitors::row);
            List<Visit> visits = new ArrayList<>();
            for (Row row : rows) {
                visits.add(shown(connection, scope, row));
            }
            return visits;
        });
    }

    public Visit one(Scope scope, String plant, String email) {
        return database.read(connection -> {
            Plants.Key key = Plants.shareable(connection, scope, plant);
            return shown(connection, scope, find(connection, key, email).orElseThrow(Refusal::notFound));
        });
    }

    /** @param group public id or name; null takes the End User Group */
    public Visit grant(Scope scope, String plant, String email, @Nullable String group, Instant expiresAt) {
        return database.write(connection -> {
            Plants.Key key = Plants.shareable(connection, scope, plant);
            GroupRef granted = groups.find(connection, scope, group, "END_USER");
            Optional<Row> before = find(connection, key, email);
            Sql.of(
                            "INSERT INTO plant_visitor (plant_id, email, group_id, expires_at) VALUES (?, ?, ?, ?)"
                                    + " ON CONFLICT (plant_id, email) DO UPDATE SET group_id = EXCLUDED.group_id,"
                                    + " expires_at = EXCLUDED.expires_at",
                            key.plant(),
                            EmailAddress.normal(email),
                            granted.key(),
                            expiresAt)
                    .run(connection);
            Row after = find(connection, key, email).orElseThrow();
            Audit.add(
                    connection,
                    Actor.of(scope),
                    "visit.grant",
                    after.visit().email(),
                    before.map(row -> settings(plant, row)).orElse(null),
                    settings(plant, after));
            return shown(connection, scope, after);
        });
    }

    public void end(Scope scope, String plant, String email) {
        database.write(connection -> {
            Plants.Key key = Plants.shareable(connection, scope, plant);
            Row before = find(connection, key, email).orElseThrow(Refusal::notFound);
            Sql.of(
                            "DELETE FROM plant_visitor WHERE plant_id = ? AND email = ?",
                            key.plant(),
                            before.visit().email())
                    .run(connection);
            Audit.add(connection, Actor.of(scope), "visit.end", before.visit().email(), settings(plant, before), null);
            return true;
        });
    }

    private static Optional<Row> find(Connection connection, Plants.Key plant, String email) throws SQLException {
        return Sql.of(SELECT, plant.plant())
                .append(" AND v.email = ?", EmailAddress.normal(email))
                .first(connection, PlantVisitors::row);
    }

    private Visit shown(Connection connection, Scope scope, Row row) throws SQLException {
        Visit visit = row.visit();
        return groups.covers(connection, scope, row.groupKey())
                ? visit
                : new Visit(visit.email(), null, null, visit.expiresAt());
    }

    private static Map<String, Object> settings(String plant, Row row) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("plant", plant);
        settings.put("group", Objects.requireNonNull(row.visit().groupId()));
        settings.put("expiresAt", row.visit().expiresAt());
        return settings;
    }

    private static Row row(ResultSet row) throws SQLException {
        Visit visit = new Visit(
                row.getString("email"),
                row.getString("name"),
                row.getString("public_id"),
                Objects.requireNonNull(Sql.instant(row, "expires_at")));
        return new Row(row.getInt("group_id"), visit);
    }

    private record Row(int groupKey, Visit visit) {}
}
