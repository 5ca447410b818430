package io.busbar.alarm;

import io.busbar.alarm.ReadyGate.Answer;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version of a rule made ready for a device type: what a step asks of it, answered without allocation. A bit is a value of 0 or 1 that
 * raises at 1. Immutable.
 */
final class ReadyRule {

    private static final int EVERY_BIT = -1;

    final AlarmRule rule;
    final PointReader reader;
    final boolean rate;

    /**
     * For most rules all that a frame asks of a device at rest: the slot of its value and the limit it raises at, turned so that it raises at
     * {@code sign * value >= signedRaise}; the slot is {@link PointSlots#NONE} for rules that need more.
     */
    private final int quickSlot;

    private final long sign;
    private final long signedRaise;
    final int scale;
    final String unit;

    private final boolean bits;
    private final int bit;
    private final boolean high;
    private final boolean perCapacity;
    private final @Nullable Limit raise;
    private final @Nullable Limit clear;
    private final long raiseScaled;
    private final long clearScaled;
    private final ReadyGate[] gates;
    private final ReadyRelease[] releases;

    ReadyRule(AlarmRule rule, DeviceType type, Catalogue catalogue, PointSlots slots) {
        this.rule = rule;
        RulePoint point = Objects.requireNonNull(rule.point(), "a rule on values has a point");
        MeasuringPoint known = Objects.requireNonNull(point.on(type, catalogue), "checked against the catalogue");
        rate = rule.kind() == RuleKind.RATE;
        bits = rule.kind() == RuleKind.BIT;
        bit = rule.bit() == null ? EVERY_BIT : rule.bit();
        high = rule.condition() != Condition.LOW;
        reader = PointReader.of(point, high, type, catalogue, slots);
        scale = bits ? 0 : known.scale();
        unit = known.unit();
        raise = rule.raise();
        clear = rule.clear();
        perCapacity = raise != null && raise.ofCapacity();
        raiseScaled = raise == null ? 1 : raise.scaled();
        clearScaled = clear == null ? 1 : clear.scaled();
        quickSlot = !rate && !bits && !perCapacity && reader.slot() ? reader.index : PointSlots.NONE;
        sign = high ? 1 : -1;
        signedRaise = sign * raiseScaled;
        gates = rule.gates().stream()
                .map(gate -> new ReadyGate(gate, type, catalogue, slots))
                .toArray(ReadyGate[]::new);
        releases = rule.releases().stream()
                .map(release -> new ReadyRelease(release, type, catalogue, slots))
                .toArray(ReadyRelease[]::new);
    }

    /** Whether a glance is enough to say that a rule at rest stays there. */
    boolean restsQuickly(Observation seen) {
        if (quickSlot == PointSlots.NONE) {
            return false;
        }
        return sign * seen.slot(quickSlot) < signedRaise; // no value is below every limit, either way
    }

    /** {@link Observation#NO_VALUE} when the rule cannot look at this frame. */
    long value(Observation seen) {
        long value = reader.value(seen);
        if (value == Observation.NO_VALUE || (perCapacity && seen.capacityMilliampHours() == Observation.NO_VALUE)) {
            return Observation.NO_VALUE;
        }
        if (!bits) {
            return value;
        }
        return bit == EVERY_BIT ? (value == 0 ? 0 : 1) : value >> bit & 1;
    }

    /** Whether a value, or a change of it per minute, is beyond the raising limit. */
    boolean raises(long value, Observation seen) {
        return high ? value >= raiseLimit(seen) : value <= raiseLimit(seen);
    }

    /** Whether it is beyond the clearing limit on the good side. */
    boolean clears(long value, Observation seen) {
        long limit = clearScaled;
        if (perCapacity && clear != null) {
            long capacity = seen.capacityMilliampHours();
            limit = high ? Capacity.atLeast(clear, capacity) : Capacity.atMost(clear, capacity);
        }
        return high ? value < limit : value > limit;
    }

    /**
     * A change per minute as an integer: rounded down for a limit from below, up for one from above, so that it compares with a whole limit
     * exactly as the fraction does.
     */
    long perMinute(long change, long millis) {
        long most = Long.MAX_VALUE / 60_000;
        long perMinute = 60_000 * Math.max(-most, Math.min(most, change));
        return high ? Math.floorDiv(perMinute, millis) : -Math.floorDiv(-perMinute, millis);
    }

    /** Unknown as soon as one gate is; else closed as soon as one is. */
    Answer gates(Observation seen) {
        Answer answer = Answer.OPEN;
        for (ReadyGate gate : gates) {
            Answer one = gate.answer(seen);
            if (one == Answer.UNKNOWN) {
                return one;
            }
            if (one == Answer.CLOSED) {
                answer = one;
            }
        }
        return answer;
    }

    boolean released(Observation seen) {
        for (ReadyRelease release : releases) {
            if (release.holds(seen)) {
                return true;
            }
        }
        return false;
    }

    private long raiseLimit(Observation seen) {
        if (!perCapacity || raise == null) {
            return raiseScaled;
        }
        long capacity = seen.capacityMilliampHours();
        return high ? Capacity.atLeast(raise, capacity) : Capacity.atMost(raise, capacity);
    }
}
