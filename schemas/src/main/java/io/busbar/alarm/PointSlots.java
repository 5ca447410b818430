package io.busbar.alarm;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.measure.ValueKind;
import java.util.Arrays;
import java.util.List;
import org.agrona.collections.Int2IntHashMap;

/**
 * Where an observation keeps the single values of a device type: a point of a single role in the slot of that role's ordinal, which is the
 * same on every type, all others behind. Immutable, may be shared freely.
 */
final class PointSlots {

    static final int NONE = -1;

    private static final int ROLES = Role.values().length;

    final int cellMin;
    final int cellMax;
    final int probeMin;
    final int probeMax;

    /** Slots of what an observation folds from cells and probes. */
    final int highestCell;

    final int lowestCell;
    final int hottestProbe;
    final int coldestProbe;

    private final Int2IntHashMap slotById = new Int2IntHashMap(NONE);
    private final long[] min;
    private final long[] max;

    PointSlots(Catalogue catalogue, DeviceType type) {
        List<MeasuringPoint> points = catalogue.points(type);
        min = new long[ROLES + points.size()];
        max = new long[ROLES + points.size()];
        Arrays.fill(min, Long.MAX_VALUE);
        Arrays.fill(max, Long.MIN_VALUE);
        int next = ROLES;
        for (MeasuringPoint point : points) {
            if (point.kind() == ValueKind.NUMBER && !point.role().numbered()) {
                int slot = point.role().single() ? ofRole(point.role()) : next++;
                slotById.put(point.id(), slot);
                min[slot] = point.plausibleMin();
                max[slot] = point.plausibleMax();
            }
        }
        MeasuringPoint cell = catalogue.cell(type, 1);
        cellMin = cell == null ? 1 : (int) cell.plausibleMin();
        cellMax = cell == null ? 0 : (int) cell.plausibleMax();
        MeasuringPoint probe = catalogue.temperature(type, 1);
        probeMin = probe == null ? 1 : (int) probe.plausibleMin();
        probeMax = probe == null ? 0 : (int) probe.plausibleMax();
        highestCell = min.length;
        lowestCell = min.length + 1;
        hottestProbe = min.length + 2;
        coldestProbe = min.length + 3;
    }

    int size() {
        return min.length + 4;
    }

    /** The slot of a single role, on every type. */
    @SuppressWarnings("EnumOrdinal") // a place in memory, never stored
    static int ofRole(Role role) {
        return role.ordinal();
    }

    int ofId(int pointId) {
        return slotById.get(pointId);
    }

    boolean plays(Role role) {
        return role.single() && min[ofRole(role)] <= max[ofRole(role)];
    }

    boolean plausible(int slot, long value) {
        return value >= min[slot] && value <= max[slot];
    }
}
