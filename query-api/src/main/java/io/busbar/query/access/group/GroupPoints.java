package io.busbar.query.access.group;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.query.access.Database;
import io.busbar.query.access.PointSet;
import io.busbar.query.access.PointSet.Assignment;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Scopes;
import io.busbar.query.access.Sql;
import io.busbar.query.access.audit.Audit;
import io.busbar.query.access.audit.Audit.Actor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The points of measurement groups, as those see and change them who edit groups. May be shared between threads. */
public final class GroupPoints {

    private final Database database;
    private final Catalogue catalogue;
    private final Scopes scopes;
    private final Groups groups;

    public GroupPoints(Database database, Catalogue catalogue, Scopes scopes, Groups groups) {
        this.database = database;
        this.catalogue = catalogue;
        this.scopes = scopes;
        this.groups = groups;
    }

    /**
     * A point beside a group. Immutable.
     *
     * @param known its entry in the catalogue; null for one that the catalogue does not have
     * @param isVisible whether the group shows it: a derived point also needs its inputs, unless it is declassified
     */
    public record GroupPoint(
            DeviceType deviceType,
            long point,
            @Nullable MeasuringPoint known,
            boolean isAssigned,
            boolean isDeclassified,
            boolean isVisible) {}

    /** Points of one device type that a request names. Immutable. */
    public record Choice(DeviceType deviceType, List<Long> points) {

        public Choice {
            points = List.copyOf(new TreeSet<>(points));
        }

        Long[] array() {
            return points.toArray(Long[]::new);
        }
    }

    /**
     * In order of device type and id.
     *
     * @param deviceType null for all
     * @param assigned null for both
     */
    public List<GroupPoint> list(Scope scope, String id, @Nullable DeviceType deviceType, @Nullable Boolean assigned) {
        return database.read(connection -> {
            GroupView.Row group = groups.find(connection, scope, id);
            PointSet visible = scopes.points(connection, group.key());
            List<GroupPoint> points = new ArrayList<>();
            for (DeviceType type : deviceType == null ? catalogue.deviceTypes() : List.of(deviceType)) {
                Map<Long, Assignment> own = assignments(connection, group.key(), type);
                TreeSet<Long> ids = new TreeSet<>(own.keySet());
                catalogue.points(type).forEach(point -> ids.add(Integer.toUnsignedLong(point.id())));
                for (long point : ids) {
                    Assignment assignment = own.get(point);
                    if (assigned == null || assigned == (assignment != null)) {
                        points.add(new GroupPoint(
                                type,
                                point,
                                catalogue.point(type, (int) point),
                                assignment != null,
                                assignment != null && assignment.isDeclassified(),
                                visible.sees(type, point)));
                    }
                }
            }
            return points;
        });
    }

    /** @throws Refusal when a point is neither in the catalogue nor in a group already: new ones come out of the quarantine */
    public GroupView assign(Scope scope, String id, Choice choice) {
        return database.write(connection -> {
            requireKnown(connection, scope, choice);
            return assign(connection, scope, id, choice);
        });
    }

    public GroupView remove(Scope scope, String id, Choice choice) {
        return database.write(connection -> {
            GroupView.Row group = groups.editable(connection, scope, id);
            List<Long> removed = Sql.of(
                            "DELETE FROM measurement_group_point WHERE group_id = ? AND device_type = ? AND point_id = ANY (?)"
                                    + " RETURNING point_id",
                            group.key(),
                            choice.deviceType().code(),
                            choice.array())
                    .list(connection, row -> row.getLong(1));
            return told(connection, scope, group, "group.removePoints", choice, removed, true);
        });
    }

    /** @throws Refusal when a point is not a derived one, or is not assigned */
    public GroupView declassify(Scope scope, String id, Choice choice, boolean isDeclassified) {
        return database.write(connection -> {
            GroupView.Row group = groups.editable(connection, scope, id);
            Map<Long, Assignment> own = assignments(connection, group.key(), choice.deviceType());
            List<Refusal.Fault> faults = new ArrayList<>();
            for (long point : choice.points()) {
                MeasuringPoint known = catalogue.point(choice.deviceType(), (int) point);
                if (known == null || !known.derived() || !own.containsKey(point)) {
                    faults.add(new Refusal.Fault("/points", point + " is no derived point that is assigned"));
                }
            }
            if (!faults.isEmpty()) {
                throw Refusal.invalid(faults);
            }
            List<Long> changed = Sql.of(
                            "UPDATE measurement_group_point SET declassified = ? WHERE group_id = ? AND device_type = ?"
                                    + " AND point_id = ANY (?) AND declassified <> ? RETURNING point_id",
                            isDeclassified,
                            group.key(),
                            choice.deviceType().code(),
                            choice.array(),
                            isDeclassified)
                    .list(connection, row -> row.getLong(1));
            return told(
                    connection,
                    scope,
                    group,
                    isDeclassified ? "group.declassifyPoints" : "group.classifyPoints",
                    choice,
                    changed,
                    false);
        });
    }

    /** Without asking whether the points are known. */
    GroupView assign(Connection connection, Scope scope, String id, Choice choice) throws SQLException {
        GroupView.Row group = groups.editable(connection, scope, id);
        List<Long> added = Sql.of(
                        "INSERT INTO measurement_group_point (group_id, device_type, point_id) SELECT ?, ?, unnest(?)"
                                + " ON CONFLICT DO NOTHING RETURNING point_id",
                        group.key(),
                        choice.deviceType().code(),
                        choice.array())
                .list(connection, row -> row.getLong(1));
        return told(connection, scope, group, "group.assignPoints", choice, added, false);
    }

    private GroupView told(
            Connection connection,
            Scope scope,
            GroupView.Row group,
            String action,
            Choice choice,
            Collection<Long> points,
            boolean isBefore)
            throws SQLException {
        if (!points.isEmpty()) {
            Map<String, Object> change = new LinkedHashMap<>();
            change.put("deviceType", choice.deviceType().path());
            change.put("points", new TreeSet<>(points));
            Audit.add(
                    connection,
                    Actor.of(scope),
                    action,
                    group.view().id(),
                    isBefore ? change : null,
                    isBefore ? null : change);
        }
        return groups.linted(
                connection, scope, groups.find(connection, scope, group.view().id()));
    }

    private void requireKnown(Connection connection, Scope scope, Choice choice) throws SQLException {
        List<Long> unlisted = choice.points().stream()
                .filter(point -> catalogue.point(choice.deviceType(), point.intValue()) == null)
                .toList();
        List<Long> inGroups = unlisted.isEmpty()
                ? List.of()
                : Sql.of(
                                "SELECT DISTINCT p.point_id FROM measurement_group_point p JOIN measurement_group g ON g.id = p.group_id"
                                        + " WHERE g.organization_id = ? AND p.device_type = ? AND p.point_id = ANY (?)",
                                scope.person().organizationKey(),
                                choice.deviceType().code(),
                                unlisted.toArray(Long[]::new))
                        .list(connection, row -> row.getLong(1));
        List<Refusal.Fault> faults = unlisted.stream()
                .filter(point -> !inGroups.contains(point))
                .map(point -> new Refusal.Fault(
                        "/points", point + " is unknown; a new point is assigned from the quarantine first"))
                .toList();
        if (!faults.isEmpty()) {
            throw Refusal.invalid(faults);
        }
    }

    private static Map<Long, Assignment> assignments(Connection connection, int group, DeviceType type)
            throws SQLException {
        Map<Long, Assignment> assignments = new TreeMap<>();
        Sql.of(
                        "SELECT point_id, declassified FROM measurement_group_point WHERE group_id = ? AND device_type = ?",
                        group,
                        type.code())
                .list(
                        connection,
                        row -> assignments.put(
                                row.getLong(1), new Assignment(type.code(), row.getLong(1), row.getBoolean(2))));
        return assignments;
    }
}
