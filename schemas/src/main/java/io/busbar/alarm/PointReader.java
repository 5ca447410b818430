package io.busbar.alarm;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import org.jspecify.annotations.Nullable;

/**
 * Takes the value of a rule's point out of an observation: a single value, or what is folded from cells and probes. Made once per rule and
 * device type, so that a step looks nothing up. Immutable.
 */
final class PointReader {

    private enum Source {
        /** A single value, or what is folded of all cells or probes. */
        SLOT,
        /** One cell by its number. */
        CELL,
        /** One probe by its number. */
        PROBE,
        /** The number of the highest or lowest cell. */
        HIGHEST_NUMBER,
        LOWEST_NUMBER
    }

    private final RulePoint point;
    private final Source source;
    private final boolean high;

    /** Of one cell or probe its number, else the slot; {@link PointSlots#NONE} for what the device never has. */
    final int index;

    private PointReader(RulePoint point, Source source, boolean high, int index) {
        this.point = point;
        this.source = source;
        this.high = high;
        this.index = index;
    }

    /** Of several cells or probes the highest when {@code high}, else the lowest. */
    static PointReader of(RulePoint point, boolean high, DeviceType type, Catalogue catalogue, PointSlots slots) {
        MeasuringPoint known = point.on(type, catalogue);
        if (known == null) {
            return new PointReader(point, Source.SLOT, high, PointSlots.NONE);
        }
        if (known.role() == Role.CELL_VOLTAGE) {
            return point.numbered()
                    ? new PointReader(point, Source.SLOT, high, high ? slots.highestCell : slots.lowestCell)
                    : new PointReader(point, Source.CELL, high, known.index());
        }
        if (known.role() == Role.TEMPERATURE) {
            return point.numbered()
                    ? new PointReader(point, Source.SLOT, high, high ? slots.hottestProbe : slots.coldestProbe)
                    : new PointReader(point, Source.PROBE, high, known.index());
        }
        if (known.role() == Role.DERIVED_MAX_CELL_NUMBER) {
            return new PointReader(point, Source.HIGHEST_NUMBER, high, 0);
        }
        if (known.role() == Role.DERIVED_MIN_CELL_NUMBER) {
            return new PointReader(point, Source.LOWEST_NUMBER, high, 0);
        }
        return new PointReader(point, Source.SLOT, high, slots.ofId(known.id()));
    }

    /** {@link Observation#NO_VALUE} when the device's frame has none. */
    long value(Observation seen) {
        if (source == Source.SLOT) {
            return index == PointSlots.NONE ? Observation.NO_VALUE : seen.slot(index);
        }
        return switch (source) {
            case CELL -> seen.cellMillivolts(index);
            case PROBE -> seen.probeCentiCelsius(index);
            case HIGHEST_NUMBER -> seen.quorum() ? seen.highestCell() : Observation.NO_VALUE;
            default -> seen.quorum() ? seen.lowestCell() : Observation.NO_VALUE;
        };
    }

    /** True when a slot holds it. */
    boolean slot() {
        return source == Source.SLOT && index != PointSlots.NONE;
    }

    /** Which of device and BMS has the value in this frame, the device first; null when neither has. */
    @Nullable
    Observation holder(Observation seen) {
        if (value(seen) != Observation.NO_VALUE) {
            return seen;
        }
        Observation parent = seen.parent();
        return parent == null || parentValue(parent) == Observation.NO_VALUE ? null : parent;
    }

    /** The value of the one that {@link #holder} told. */
    long valueOf(Observation holder, Observation seen) {
        return holder == seen ? value(seen) : parentValue(holder);
    }

    /** The number of the cell or probe that the value is of, counted from 1; 0 for other points. */
    int number(Observation seen) {
        if (ofCells()) {
            return high ? seen.highestCell() : seen.lowestCell();
        }
        if (ofProbes()) {
            return high ? seen.hottestProbe() : seen.coldestProbe();
        }
        return source == Source.SLOT ? 0 : index;
    }

    boolean ofCells() {
        return point.role() == Role.CELL_VOLTAGE;
    }

    boolean ofProbes() {
        return point.role() == Role.TEMPERATURE;
    }

    private long parentValue(Observation parent) {
        Role role = point.role();
        int slot = role == null ? parent.slots.ofId(point.id()) : PointSlots.ofRole(role);
        return slot == PointSlots.NONE ? Observation.NO_VALUE : parent.slot(slot);
    }
}
