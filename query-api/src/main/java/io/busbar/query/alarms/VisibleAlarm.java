package io.busbar.query.alarms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.alarm.AlarmRule;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An alarm that a person may know of. Only {@link VisibleAlarms} makes one. Immutable as long as nobody writes to the evidence, of which the hidden
 * fields are left out.
 *
 * @param deviceKey surrogate id; null for a logger
 * @param parentKey of the BMS that the device was part of
 * @param revision counts the events of the alarm that the person may know of
 * @param suppressed null also when the alarm that stands for it is hidden
 */
record VisibleAlarm(
        UUID id,
        String device,
        @Nullable Integer deviceKey,
        @Nullable Integer parentKey,
        String logger,
        @Nullable PlantRef plant,
        AlarmRule rule,
        String severity,
        String state,
        int cell,
        Instant raisedAt,
        @Nullable Instant clearedAt,
        boolean isRetroactive,
        long revision,
        @Nullable Acknowledged acknowledged,
        @Nullable Shelved shelved,
        @Nullable Suppressed suppressed,
        ObjectNode evidence,
        Stay stay) {

    /** Where the device was when the alarm was raised. Immutable. */
    record PlantRef(String id, String name) {}

    /** Immutable. */
    record Acknowledged(Instant at, @Nullable String by, String note) {}

    /** Immutable. */
    record Shelved(Instant at, @Nullable String by, Instant until, String why) {}

    /** Immutable. */
    record Suppressed(String why, @Nullable String by) {}

    boolean isOpen() {
        return state.equals("ACTIVE") || state.equals("CLEARING");
    }

    /** Without what alarms that are hidden did to it. */
    VisibleAlarm as(long seenRevision, @Nullable Suppressed seenSuppressed) {
        return new VisibleAlarm(
                id,
                device,
                deviceKey,
                parentKey,
                logger,
                plant,
                rule,
                severity,
                state,
                cell,
                raisedAt,
                clearedAt,
                isRetroactive,
                seenRevision,
                acknowledged,
                shelved,
                seenSuppressed,
                evidence,
                stay);
    }
}
