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
        SLOT,
        CELL,
        PROBE,
        HIGHEST_CELL,
        LOWEST_CELL,
        HOTTEST_PROBE,
        COLDEST_PROBE,
        DIFFERENTIAL,
        DERIVED_HIGHEST,
        DERIVED_LOWEST,
        HIGHEST_NUMBER,
        LOWEST_NUMBER,
        CELLS_USED,
        NOWHERE
    }

    private final RulePoint point;
    private final Source source;
    private final int index;

    private PointReader(RulePoint point, Source source, int index) {
        this.point = point;
        this.source = source;
        this.index = index;
    }

    /** Of several cells or probes the highest when {@code high}, else the lowest. */
    static PointReader of(RulePoint point, boolean high, DeviceType type, Catalogue catalogue, PointSlots slots) {
        MeasuringPoint known = point.on(type, catalogue);
        if (known == null) {
            return new PointReader(point, Source.NOWHERE, 0);
        }
        Source source =
                switch (known.role()) {
                    case CELL_VOLTAGE ->
                        point.numbered() ? high ? Source.HIGHEST_CELL : Source.LOWEST_CELL : Source.CELL;
                    case TEMPERATURE ->
                        point.numbered() ? high ? Source.HOTTEST_PROBE : Source.COLDEST_PROBE : Source.PROBE;
                    case CELL_DIFFERENTIAL -> Source.DIFFERENTIAL;
                    case DERIVED_MAX_CELL -> Source.DERIVED_HIGHEST;
                    case DERIVED_MIN_CELL -> Source.DERIVED_LOWEST;
                    case DERIVED_MAX_CELL_NUMBER -> Source.HIGHEST_NUMBER;
                    case DERIVED_MIN_CELL_NUMBER -> Source.LOWEST_NUMBER;
                    case CELLS_USED -> Source.CELLS_USED;
                    default -> Source.SLOT;
                };
        return new PointReader(point, source, source == Source.SLOT ? slots.ofId(known.id()) : known.index());
    }

    /** {@link Observation#NO_VALUE} when the device's frame has none. */
    long value(Observation seen) {
        return switch (source) {
            case SLOT -> seen.slot(index);
            case CELL -> seen.cellMillivolts(index);
            case PROBE -> seen.probeCentiCelsius(index);
            case HIGHEST_CELL -> seen.highestCellMillivolts();
            case LOWEST_CELL -> seen.lowestCellMillivolts();
            case HOTTEST_PROBE -> seen.hottestCentiCelsius();
            case COLDEST_PROBE -> seen.coldestCentiCelsius();
            case DIFFERENTIAL ->
                seen.quorum() ? seen.highestCellMillivolts() - seen.lowestCellMillivolts() : Observation.NO_VALUE;
            case DERIVED_HIGHEST -> seen.quorum() ? seen.highestCellMillivolts() : Observation.NO_VALUE;
            case DERIVED_LOWEST -> seen.quorum() ? seen.lowestCellMillivolts() : Observation.NO_VALUE;
            case HIGHEST_NUMBER -> seen.quorum() ? seen.highestCell() : Observation.NO_VALUE;
            case LOWEST_NUMBER -> seen.quorum() ? seen.lowestCell() : Observation.NO_VALUE;
            case CELLS_USED -> seen.hasCells() ? seen.cellsUsed() : Observation.NO_VALUE;
            case NOWHERE -> Observation.NO_VALUE;
        };
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
        return switch (source) {
            case HIGHEST_CELL -> seen.highestCell();
            case LOWEST_CELL -> seen.lowestCell();
            case HOTTEST_PROBE -> seen.hottestProbe();
            case COLDEST_PROBE -> seen.coldestProbe();
            case CELL, PROBE -> index;
            default -> 0;
        };
    }

    boolean ofCells() {
        return source == Source.HIGHEST_CELL || source == Source.LOWEST_CELL;
    }

    boolean ofProbes() {
        return source == Source.HOTTEST_PROBE || source == Source.COLDEST_PROBE;
    }

    private long parentValue(Observation parent) {
        Role role = point.role();
        int slot = role == null ? parent.slots.ofId(point.id()) : PointSlots.ofRole(role);
        return slot == PointSlots.NONE ? Observation.NO_VALUE : parent.slot(slot);
    }
}
