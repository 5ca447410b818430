package io.busbar.query.alarms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.RuleInputs;
import io.busbar.alarm.RuleKind;
import io.busbar.alarm.RulePoint;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which alarms a person may know of, and which fields of their evidence. An alarm tells how every input of its rule stood, so it is seen with
 * all of them: its point, and those of gates and releases. Pure; immutable.
 */
final class AlarmVisibility {

    /** By field of the evidence: what it tells of. A single role may be the device's or its BMS's. */
    private static final Map<String, Role> FIELDS = Map.of(
            "maxMillivolts", Role.DERIVED_MAX_CELL,
            "maxCell", Role.DERIVED_MAX_CELL_NUMBER,
            "minMillivolts", Role.DERIVED_MIN_CELL,
            "minCell", Role.DERIVED_MIN_CELL_NUMBER,
            "socMillipercent", Role.SOC,
            "currentMilliamps", Role.CURRENT);

    /** The highest probe, or what a BMS says itself. */
    private static final String HOTTEST = "maxCentiCelsius";

    private final Catalogue catalogue;

    AlarmVisibility(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Whether the alarm is there for who sees this stay.
     *
     * @param rule the version that looked; null when it is not known
     */
    boolean sees(@Nullable AlarmRule rule, Instant raisedAt, Stay stay) {
        if (rule == null || !stay.interval().holds(raisedAt)) {
            return false;
        }
        DeviceType type = stay.type();
        if (rule.kind() == RuleKind.SILENCE || type == null) {
            return rule.kind() == RuleKind.SILENCE;
        }
        return RuleInputs.of(rule, type, stay.parentType(), catalogue)
                .map(inputs -> inputs.stream().allMatch(stay.points()::sees))
                .orElse(false);
    }

    /** What is left of the evidence of an alarm that is seen; of it value, cell and what lies beyond the limit are the rule's own point. */
    ObjectNode evidence(ObjectNode evidence, Stay stay) {
        ObjectNode left = evidence.deepCopy();
        DeviceType type = stay.type();
        if (type == null) {
            return left;
        }
        FIELDS.forEach((field, role) -> {
            if (!seesAll(RuleInputs.near(RulePoint.of(role), type, stay.parentType(), catalogue), stay)) {
                left.remove(field);
            }
        });
        List<MeasuringPoint> temperatures = Stream.of(Role.TEMPERATURE, Role.MAX_TEMPERATURE)
                .flatMap(role -> RuleInputs.near(RulePoint.of(role), type, null, catalogue).stream())
                .toList();
        if (!seesAll(temperatures, stay)) {
            left.remove(HOTTEST);
        }
        return left;
    }

    /** What is of no point that is known is not shown either. */
    private static boolean seesAll(List<MeasuringPoint> points, Stay stay) {
        return !points.isEmpty() && points.stream().allMatch(stay.points()::sees);
    }
}
