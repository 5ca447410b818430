package io.busbar.alarm;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import org.jspecify.annotations.Nullable;

/** A gate made ready for a device type. Immutable. */
final class ReadyGate {

    enum Answer {
        OPEN,
        CLOSED,
        /** The frame does not have what the gate asks for. */
        UNKNOWN
    }

    private final Gate gate;
    private final PointReader highest;
    private final PointReader lowest;

    ReadyGate(Gate gate, DeviceType type, Catalogue catalogue, PointSlots slots) {
        this.gate = gate;
        highest = PointReader.of(gate.point(), true, type, catalogue, slots);
        lowest = PointReader.of(gate.point(), false, type, catalogue, slots);
    }

    Answer answer(Observation seen) {
        Observation holder = highest.holder(seen);
        if (holder == null) {
            return Answer.UNKNOWN;
        }
        long capacity = Observation.NO_VALUE;
        if (perCapacity(gate.min()) || perCapacity(gate.max())) {
            capacity = holder.capacityMilliampHours();
            if (capacity == Observation.NO_VALUE) {
                return Answer.UNKNOWN;
            }
        }
        long min = gate.min() == null ? Long.MIN_VALUE : Capacity.atLeast(gate.min(), capacity);
        long max = gate.max() == null ? Long.MAX_VALUE : Capacity.atMost(gate.max(), capacity);
        long high = highest.valueOf(holder, seen);
        boolean open =
                switch (gate.fold()) {
                    case ALL -> lowest.valueOf(holder, seen) >= min && high <= max;
                    case ANY -> any(seen, high, min, max);
                    case ABS -> Math.abs(high) >= min && Math.abs(high) <= max;
                    case MAX -> high >= min && high <= max;
                    case MIN -> lowest.valueOf(holder, seen) >= min && lowest.valueOf(holder, seen) <= max;
                };
        return open ? Answer.OPEN : Answer.CLOSED;
    }

    private boolean any(Observation seen, long single, long min, long max) {
        boolean cells = highest.ofCells();
        if (!cells && !highest.ofProbes()) {
            return single >= min && single <= max;
        }
        int count = cells ? seen.cellCount() : seen.probeCount();
        for (int number = 1; number <= count; number++) {
            long value = cells ? seen.cellMillivolts(number) : seen.probeCentiCelsius(number);
            if (value != Observation.NO_VALUE && value >= min && value <= max) {
                return true;
            }
        }
        return false;
    }

    private static boolean perCapacity(@Nullable Limit limit) {
        return limit != null && limit.ofCapacity();
    }
}
