package io.busbar.alarm;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;

/** A release made ready for a device type. Immutable. */
final class ReadyRelease {

    private final Release release;
    private final PointReader reader;

    ReadyRelease(Release release, DeviceType type, Catalogue catalogue, PointSlots slots) {
        this.release = release;
        reader = PointReader.of(release.point(), release.op().fromAbove(), type, catalogue, slots);
    }

    /** False also when the frame does not tell. */
    boolean holds(Observation seen) {
        Observation holder = reader.holder(seen);
        if (holder == null) {
            return false;
        }
        long value = reader.valueOf(holder, seen);
        Limit limit = release.value();
        long capacity = Observation.NO_VALUE;
        if (limit.ofCapacity()) {
            capacity = holder.capacityMilliampHours();
            if (capacity == Observation.NO_VALUE) {
                return false;
            }
        }
        return switch (release.op()) {
            case BELOW -> value < Capacity.atLeast(limit, capacity);
            case AT_MOST -> value <= Capacity.atMost(limit, capacity);
            case ABOVE -> value > Capacity.atMost(limit, capacity);
            case AT_LEAST -> value >= Capacity.atLeast(limit, capacity);
        };
    }
}
