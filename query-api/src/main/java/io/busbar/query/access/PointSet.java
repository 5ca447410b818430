package io.busbar.query.access;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The measuring points that somebody may see: what a group assigns, less the derived points whose inputs are not all assigned as well.
 * Immutable.
 */
public final class PointSet {

    private final Set<Long> visible;

    private PointSet(Set<Long> visible) {
        this.visible = Set.copyOf(visible);
    }

    /** One (device type, point) of a group. Immutable. */
    public record Assignment(int deviceType, int point) {}

    static PointSet of(List<Assignment> assigned, Catalogue catalogue) {
        Set<Long> keys = new HashSet<>();
        assigned.forEach(assignment -> keys.add(key(assignment.deviceType(), assignment.point())));
        Set<Long> visible = new HashSet<>();
        for (DeviceType type : catalogue.deviceTypes()) {
            for (MeasuringPoint point : catalogue.points(type)) {
                boolean inputs = catalogue.inputs(point).stream()
                        .allMatch(input -> keys.contains(key(input.deviceType().code(), input.id())));
                if (inputs && keys.contains(key(type.code(), point.id()))) {
                    visible.add(key(type.code(), point.id()));
                }
            }
        }
        return new PointSet(visible);
    }

    public boolean sees(MeasuringPoint point) {
        return visible.contains(key(point.deviceType().code(), point.id()));
    }

    /** True when every cell the type names is visible; only then are cells shown that the catalogue does not name. */
    public boolean seesEvery(Role numbered, DeviceType type, Catalogue catalogue) {
        return catalogue.points(type).stream()
                .filter(point -> point.role() == numbered)
                .allMatch(this::sees);
    }

    /** True when nothing in {@code other} lies beyond this set. */
    public boolean covers(PointSet other) {
        return visible.containsAll(other.visible);
    }

    PointSet intersection(PointSet other) {
        if (visible.equals(other.visible)) {
            return this;
        }
        Set<Long> both = new HashSet<>(visible);
        both.retainAll(other.visible);
        return new PointSet(both);
    }

    /** In ascending order: equal sets, equal arrays. */
    long[] keys() {
        return visible.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private static long key(int deviceType, int point) {
        return (long) deviceType << 32 | Integer.toUnsignedLong(point);
    }
}
