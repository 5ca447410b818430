package io.busbar.query.access.group;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.query.access.PointSet;
import io.busbar.query.access.Scopes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for points that a group hides although they can be reckoned from points that it shows: who sees the highest cell and the differential
 * knows the lowest cell. May be shared between threads.
 */
public final class Reconstruction {

    private final Catalogue catalogue;
    private final Scopes scopes;
    private final List<Relation> relations;

    public Reconstruction(Catalogue catalogue, Scopes scopes) {
        this.catalogue = catalogue;
        this.scopes = scopes;
        this.relations = Relations.of(catalogue);
    }

    /** A point, by its device type's path, its id and its name. Immutable. */
    public record PointRef(String deviceType, long point, String name) {

        static PointRef of(MeasuringPoint point) {
            return new PointRef(point.deviceType().path(), Integer.toUnsignedLong(point.id()), point.name());
        }
    }

    /** A hidden point that can be reckoned, and from what. Immutable. */
    public record Warning(PointRef hidden, List<PointRef> from) {

        public Warning {
            from = List.copyOf(from);
        }
    }

    List<Warning> warnings(Connection connection, int groupKey) throws SQLException {
        return warnings(catalogue, relations, scopes.points(connection, groupKey));
    }

    static List<Warning> warnings(Catalogue catalogue, List<Relation> relations, PointSet visible) {
        List<MeasuringPoint> known = new ArrayList<>();
        for (DeviceType type : catalogue.deviceTypes()) {
            catalogue.points(type).stream().filter(visible::sees).forEach(known::add);
        }
        List<Warning> warnings = new ArrayList<>();
        Closure.of(relations, known)
                .forEach((hidden, from) -> warnings.add(new Warning(
                        PointRef.of(hidden), from.stream().map(PointRef::of).toList())));
        return warnings;
    }
}
