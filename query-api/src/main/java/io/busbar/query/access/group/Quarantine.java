package io.busbar.query.access.group;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.query.access.Database;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Sql;
import io.busbar.query.access.group.GroupPoints.Choice;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Points that no group of the organization has yet: those that the catalogue has learned, and those outside it that a device of the organization
 * has sent. Nobody sees them until somebody assigns them. May be shared between threads.
 */
public final class Quarantine {

    /** Each device's ids are found one after the other by the primary key, however many samples there are. */
    private static final String SENT =
            "SELECT type, point_id, count(DISTINCT id) AS devices, max(last_at) AS last_at FROM ("
                    + " SELECT o.id, o.type, p.point_id, (SELECT max(q.time) FROM point_quarantine q WHERE q.device_id = o.id"
                    + "   AND q.point_id = p.point_id AND q.time >= o.begins AND q.time < o.ends) AS last_at"
                    + " FROM (SELECT d.id, d.type, greatest(b.valid_from, lp.valid_from) AS begins, least(b.valid_to, lp.valid_to) AS ends"
                    + "   FROM device d JOIN device_binding b ON b.device_id = d.id JOIN logger l ON l.serial_number = b.logger_sn"
                    + "   JOIN logger_plant lp ON lp.logger_id = l.id AND lp.valid_from < b.valid_to AND b.valid_from < lp.valid_to"
                    + "   WHERE lp.organization_id = ?) o CROSS JOIN LATERAL ("
                    + "   WITH RECURSIVE ids (point_id) AS ("
                    + "     (SELECT point_id FROM point_quarantine WHERE device_id = o.id ORDER BY point_id LIMIT 1)"
                    + "     UNION ALL SELECT (SELECT q.point_id FROM point_quarantine q WHERE q.device_id = o.id AND q.point_id > ids.point_id"
                    + "       ORDER BY q.point_id LIMIT 1) FROM ids WHERE ids.point_id IS NOT NULL)"
                    + "   SELECT point_id FROM ids WHERE point_id IS NOT NULL) p) seen"
                    + " WHERE last_at IS NOT NULL GROUP BY type, point_id";

    private final Database database;
    private final Catalogue catalogue;
    private final GroupPoints groupPoints;

    public Quarantine(Database database, Catalogue catalogue, GroupPoints groupPoints) {
        this.database = database;
        this.catalogue = catalogue;
        this.groupPoints = groupPoints;
    }

    /**
     * A point in quarantine. Immutable.
     *
     * @param known its entry in the catalogue; null for one that the catalogue does not have
     * @param devices of the organization that have sent it while it was outside the catalogue
     * @param lastObservedAt by any of them; null for none
     */
    public record NewPoint(
            DeviceType deviceType,
            long point,
            @Nullable MeasuringPoint known,
            int devices,
            @Nullable Instant lastObservedAt) {}

    /** In order of device type and id. */
    public List<NewPoint> list(Scope scope) {
        return database.read(connection -> points(connection, scope));
    }

    /** Assigns points that are in quarantine to groups, and returns these as they are then. */
    public List<GroupView> assign(Scope scope, Choice choice, List<String> groups) {
        return database.write(connection -> {
            Set<Long> waiting = new HashSet<>();
            points(connection, scope).stream()
                    .filter(point -> point.deviceType().equals(choice.deviceType()))
                    .forEach(point -> waiting.add(point.point()));
            List<Refusal.Fault> faults = choice.points().stream()
                    .filter(point -> !waiting.contains(point))
                    .map(point -> new Refusal.Fault("/points", point + " is not in quarantine"))
                    .toList();
            if (!faults.isEmpty()) {
                throw Refusal.invalid(faults);
            }
            List<GroupView> assigned = new ArrayList<>();
            for (String group : groups) {
                try {
                    assigned.add(groupPoints.assign(connection, scope, group, choice));
                } catch (Refusal e) {
                    throw e.kind() == Refusal.Kind.NOT_FOUND
                            ? Refusal.invalid("/groups", "no such measurement group")
                            : e;
                }
            }
            return assigned;
        });
    }

    private List<NewPoint> points(Connection connection, Scope scope) throws SQLException {
        int organization = scope.person().organizationKey();
        Set<TypedId> inGroups = new HashSet<>(Sql.of(
                        "SELECT DISTINCT p.device_type, p.point_id FROM measurement_group_point p"
                                + " JOIN measurement_group g ON g.id = p.group_id WHERE g.organization_id = ?",
                        organization)
                .list(connection, row -> new TypedId(row.getInt(1), row.getLong(2))));
        List<NewPoint> points = new ArrayList<>();
        for (DeviceType type : catalogue.deviceTypes()) {
            for (MeasuringPoint point : catalogue.points(type)) {
                long id = Integer.toUnsignedLong(point.id());
                if (!inGroups.contains(new TypedId(type.code(), id))) {
                    points.add(new NewPoint(type, id, point, 0, null));
                }
            }
        }
        for (NewPoint sent : sent(connection, organization)) {
            if (sent.known() == null
                    && !inGroups.contains(new TypedId(sent.deviceType().code(), sent.point()))) {
                points.add(sent);
            }
        }
        points.sort(Comparator.comparing((NewPoint point) -> point.deviceType().code())
                .thenComparing(NewPoint::point));
        return points;
    }

    private List<NewPoint> sent(Connection connection, int organization) throws SQLException {
        List<NewPoint> sent = new ArrayList<>();
        Sql.of(SENT, organization).list(connection, row -> {
            DeviceType type = catalogue.deviceType(row.getInt("type"));
            long point = row.getLong("point_id");
            return type != null
                    && sent.add(new NewPoint(
                            type,
                            point,
                            catalogue.point(type, (int) point),
                            row.getInt("devices"),
                            Sql.instant(row, "last_at")));
        });
        return sent;
    }

    private record TypedId(int deviceType, long point) {}
}
