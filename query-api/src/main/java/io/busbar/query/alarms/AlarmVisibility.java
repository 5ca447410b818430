package io.busbar.query.alarms;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.Evidence;
import io.busbar.alarm.EvidenceJson;
import io.busbar.alarm.RuleInputs;
import io.busbar.alarm.RuleKind;
import io.busbar.alarm.RulePoint;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.query.access.PointSet;
import io.busbar.query.access.VisibleDevice;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which alarms a person may know of, and which fields of their evidence. An alarm tells how every input of its rule stood, so it is seen with
 * all of them: its point, and those of gates and releases. Pure; immutable.
 */
final class AlarmVisibility {

    private static final ObjectMapper JSON = new ObjectMapper();

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
        return rule != null && stay.interval().holds(raisedAt) && seesInputs(rule, stay);
    }

    /** Whether all that the rule looks at may be seen there. */
    boolean seesInputs(AlarmRule rule, Stay stay) {
        DeviceType type = stay.type();
        if (rule.kind() == RuleKind.SILENCE || type == null) {
            return rule.kind() == RuleKind.SILENCE;
        }
        return RuleInputs.of(rule, type, stay.parentType(), catalogue)
                .map(inputs -> inputs.stream().allMatch(stay.points()::sees))
                .orElse(false);
    }

    /** Fields of the evidence of an alarm that is seen which are not; value, cell and what lies beyond the limit are the rule's own point. */
    Set<String> hiddenFields(Stay stay) {
        DeviceType type = stay.type();
        if (type == null) {
            return Set.of();
        }
        DeviceType parent = stay.parentType();
        return hiddenFields(type, parent == null ? List.of() : List.of(parent), stay.points());
    }

    /** What is left of the evidence of an alarm that is not stored, whichever BMS of those that have such packs told something in place of the device. */
    ObjectNode evidence(Evidence evidence, VisibleDevice device) {
        List<DeviceType> parents = catalogue.deviceTypes().stream()
                .filter(other -> device.type().equals(catalogue.packType(other)))
                .toList();
        return tree(evidence).remove(hiddenFields(device.type(), parents, device.points()));
    }

    private Set<String> hiddenFields(DeviceType type, List<DeviceType> parents, PointSet points) {
        Set<String> hidden = new HashSet<>();
        FIELDS.forEach((field, role) -> {
            List<MeasuringPoint> told = Stream.concat(Stream.of(type), parents.stream())
                    .flatMap(teller -> RuleInputs.near(RulePoint.of(role), teller, null, catalogue).stream())
                    .toList();
            if (!seesAll(told, points)) {
                hidden.add(field);
            }
        });
        List<MeasuringPoint> temperatures = Stream.of(Role.TEMPERATURE, Role.MAX_TEMPERATURE)
                .flatMap(role -> RuleInputs.near(RulePoint.of(role), type, null, catalogue).stream())
                .toList();
        if (!seesAll(temperatures, points)) {
            hidden.add(HOTTEST);
        }
        return hidden;
    }

    private static ObjectNode tree(Evidence evidence) {
        try (TokenBuffer buffer = new TokenBuffer(JSON, false)) {
            EvidenceJson.writeObject(buffer, evidence);
            return JSON.readTree(buffer.asParser());
        } catch (IOException e) {
            throw new IllegalStateException("memory is always written to and read from", e);
        }
    }

    /** What is of no point that is known is not shown either. */
    private static boolean seesAll(List<MeasuringPoint> told, PointSet points) {
        return !told.isEmpty() && told.stream().allMatch(points::sees);
    }
}
