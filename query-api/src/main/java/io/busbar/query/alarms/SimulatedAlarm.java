package io.busbar.query.alarms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.alarm.Severity;
import io.busbar.alarm.Transition;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An alarm that a rule would have raised. Immutable as long as nobody writes to the evidence.
 *
 * @param id the same that the stream job gives it
 * @param cell number of the cell or probe that raised it, from 1; 0 when it is of none
 * @param clearedAt null when it is open at the end
 * @param evidence what the frame said at the raise, as far as the person may see it
 */
public record SimulatedAlarm(
        UUID id,
        String device,
        int cell,
        Severity severity,
        Instant raisedAt,
        @Nullable Instant clearedAt,
        Transition.@Nullable Cause clearedBy,
        ObjectNode evidence) {

    static SimulatedAlarm raised(Transition raise, ObjectNode evidence) {
        return new SimulatedAlarm(
                raise.occurrence(),
                raise.deviceSerialNumber(),
                raise.cell(),
                raise.severity(),
                Instant.ofEpochMilli(raise.raisedAtMillis()),
                null,
                null,
                evidence);
    }

    SimulatedAlarm cleared(Transition clear) {
        return new SimulatedAlarm(
                id, device, cell, severity, raisedAt, Instant.ofEpochMilli(clear.atMillis()), clear.cause(), evidence);
    }
}
