package io.busbar.query.access;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The measuring points that somebody may see: what a group assigns, less the derived points that have an input which is not assigned as well
 * and that were not declassified for the group. Immutable.
 */
public final class PointSet {

    private final Set<Long> visible;

    private PointSet(Set<Long> visible) {
        this.visible = Set.copyOf(visible);
    }

    /**
     * One point of a group. Immutable.
     *
     * @param deviceType code
     * @param point an unsigned 32-bit number; it need not be in the catalogue
     * @param isDeclassified whether a derived point is to be seen without its inputs
     */
    public record Assignment(int deviceType, long point, boolean isDeclassified) {

        public Assignment {
            if (point < 0 || point > 0xFFFF_FFFFL) {
                throw new IllegalArgumentException("point outside 0 to 4294967295: " + point);
            }
        }

        public Assignment(int deviceType, long point) {
            this(deviceType, point, false);
        }
    }

    public static PointSet of(List<Assignment> assigned, Catalogue catalogue) {
        Set<Long> keys = new HashSet<>();
        assigned.forEach(assignment -> keys.add(key(assignment.deviceType(), assignment.point())));
        Set<Long> visible = new HashSet<>();
        for (Assignment assignment : assigned) {
            DeviceType type = catalogue.deviceType(assignment.deviceType());
            MeasuringPoint point = type == null ? null : catalogue.point(type, (int) assignment.point());
            boolean withInputs = point == null
                    || assignment.isDeclassified()
                    || catalogue.inputs(point).stream().allMatch(input -> keys.contains(key(input)));
            if (withInputs) {
                visible.add(key(assignment.deviceType(), assignment.point()));
            }
        }
        return new PointSet(visible);
    }

    public boolean sees(MeasuringPoint point) {
        return visible.contains(key(point));
    }

    /** The same for a point that may not be in the catalogue. */
    public boolean sees(DeviceType type, long point) {
        return visible.contains(key(type.code(), point));
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

    PointSet union(PointSet other) {
        if (covers(other)) {
            return this;
        }
        Set<Long> either = new HashSet<>(visible);
        either.addAll(other.visible);
        return new PointSet(either);
    }

    /** Those that the catalogue does not have, in order of device type and id. */
    public List<Assignment> unlisted(Catalogue catalogue) {
        return visible.stream()
                .sorted()
                .map(key -> new Assignment((int) (key >> 32), key & 0xFFFF_FFFFL))
                .filter(point -> {
                    DeviceType type = catalogue.deviceType(point.deviceType());
                    return type != null && catalogue.point(type, (int) point.point()) == null;
                })
                .toList();
    }

    /** In ascending order: equal sets, equal arrays. */
    long[] keys() {
        return visible.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private static long key(MeasuringPoint point) {
        return key(point.deviceType().code(), Integer.toUnsignedLong(point.id()));
    }

    private static long key(int deviceType, long point) {
        return (long) deviceType << 32 | point;
    }
}
