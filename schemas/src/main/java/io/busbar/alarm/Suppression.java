package io.busbar.alarm;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why an open alarm is kept from people for now: it stays open, for nobody knows that it is over. Immutable.
 *
 * @param by the alarm that stands for it; null for maintenance
 */
public record Suppression(Why why, @Nullable UUID by) implements AlarmEvent.Detail {

    /** Immutable. */
    public enum Why {
        /** Its device is silent, or a device that it is part of. */
        OFFLINE,
        /** Somebody works on it. */
        MAINTENANCE,
        /** Another alarm is the reason for it. */
        PARENT
    }

    public Suppression {
        if ((why == Why.MAINTENANCE) != (by == null)) {
            throw new IllegalArgumentException(
                    "suppressed for " + why + " by " + by + ", allowed: by an alarm, or for MAINTENANCE by none");
        }
    }

    /** The alarm that stood for it is over. Immutable. */
    public record End(@Nullable UUID by) implements AlarmEvent.Detail {}

    /**
     * Which of the events of its type that the same alarm made for an occurrence a suppression, or the end of one, is: from 1. What other alarms did
     * is not counted, for somebody who may not know of them would see a gap.
     *
     * @param told suppressions of the occurrence and their ends before this one
     */
    public static int sequence(AlarmEvent.Detail next, Collection<? extends AlarmEvent.Detail> told) {
        return 1 + Collections.frequency(told, next);
    }

    /**
     * An alarm that is open.
     *
     * @param above serial numbers of what the device is part of: of a pack its BMS and logger, of a BMS its logger
     */
    public record Open(
            UUID occurrence, RuleKind kind, long raisedAtMillis, String deviceSerialNumber, List<String> above) {

        public Open {
            above = List.copyOf(above);
        }
    }

    /**
     * Which of the open alarms silence stands for: the value alarms of a silent device, and every alarm of what is part of it, silence
     * included. Of several silences the one that was raised first stands for an alarm, then the lesser id.
     */
    public static Map<UUID, Suppression> bySilence(Collection<Open> alarms) {
        Comparator<Open> order = Comparator.comparingLong(Open::raisedAtMillis).thenComparing(Open::occurrence);
        Map<String, Open> silent = new HashMap<>();
        for (Open alarm : alarms) {
            if (alarm.kind() == RuleKind.SILENCE) {
                silent.merge(
                        alarm.deviceSerialNumber(),
                        alarm,
                        (one, other) -> order.compare(one, other) <= 0 ? one : other);
            }
        }
        Map<UUID, Suppression> suppressed = new HashMap<>();
        for (Open alarm : alarms) {
            Open first = alarm.kind() == RuleKind.SILENCE ? null : silent.get(alarm.deviceSerialNumber());
            for (String device : alarm.above()) {
                Open other = silent.get(device);
                first = first == null || (other != null && order.compare(other, first) < 0) ? other : first;
            }
            if (first != null) {
                suppressed.put(alarm.occurrence(), new Suppression(Why.OFFLINE, first.occurrence()));
            }
        }
        return Map.copyOf(suppressed);
    }
}
