package io.busbar.query.alarms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.alarm.AlarmRule;
import io.busbar.measure.DeviceType;
import io.busbar.query.alarms.VisibleAlarm.Acknowledged;
import io.busbar.query.alarms.VisibleAlarm.PlantRef;
import io.busbar.query.alarms.VisibleAlarm.Shelved;
import io.busbar.query.alarms.VisibleAlarm.Suppressed;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An alarm as it is answered; what is hidden of it is null, or not in its evidence. Immutable as long as nobody writes to the evidence. */
public record AlarmView(
        String id,
        String device,
        @Nullable String deviceType,
        String logger,
        @Nullable PlantRef plant,
        String ruleId,
        int ruleVersion,
        String ruleName,
        String kind,
        String severity,
        String state,
        int cell,
        Instant raisedAt,
        @Nullable Instant clearedAt,
        boolean retroactive,
        long revision,
        @Nullable Acknowledged acknowledged,
        @Nullable Shelved shelved,
        @Nullable Suppressed suppressed,
        ObjectNode evidence) {

    static AlarmView of(VisibleAlarm alarm) {
        AlarmRule rule = alarm.rule();
        DeviceType type = alarm.stay().type();
        return new AlarmView(
                alarm.id().toString(),
                alarm.device(),
                type == null ? null : type.path(),
                alarm.logger(),
                alarm.plant(),
                rule.id(),
                rule.version(),
                rule.name(),
                rule.kind().name().toLowerCase(Locale.ROOT),
                alarm.severity(),
                alarm.state(),
                alarm.cell(),
                alarm.raisedAt(),
                alarm.clearedAt(),
                alarm.isRetroactive(),
                alarm.revision(),
                alarm.acknowledged(),
                alarm.shelved(),
                alarm.suppressed(),
                alarm.evidence());
    }
}
