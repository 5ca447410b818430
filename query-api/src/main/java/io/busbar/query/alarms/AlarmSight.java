package io.busbar.query.alarms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.alarm.AlarmRule;
import io.busbar.measure.DeviceType;
import io.busbar.query.access.PointSet;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link AlarmVisibility} for the alarms of one answer: what is alike is decided once, whether it is seen or hidden. Confined to one thread. */
final class AlarmSight {

    private static final int NONE = -1;

    private final AlarmVisibility visibility;
    private final Map<Looked, Boolean> seen = new HashMap<>();
    private final Map<Kind, Set<String>> hiddenFields = new HashMap<>();

    /** Types by their codes. What is to be seen of them is the same object throughout a scope. */
    private record Kind(int type, int parentType, PointSet points) {

        static Kind of(Stay stay) {
            return new Kind(code(stay.type()), code(stay.parentType()), stay.points());
        }

        private static int code(@Nullable DeviceType type) {
            return type == null ? NONE : type.code();
        }
    }

    private record Looked(String rule, int version, Kind kind) {}

    AlarmSight(AlarmVisibility visibility) {
        this.visibility = visibility;
    }

    /** As {@link AlarmVisibility#sees}. */
    boolean sees(@Nullable AlarmRule rule, Instant raisedAt, Stay stay) {
        return rule != null
                && stay.interval().holds(raisedAt)
                && seen.computeIfAbsent(
                        new Looked(rule.id(), rule.version(), Kind.of(stay)),
                        kind -> visibility.seesInputs(rule, stay));
    }

    /** Takes out of the evidence of an alarm that is seen what is not. */
    void veil(ObjectNode evidence, Stay stay) {
        evidence.remove(hiddenFields.computeIfAbsent(Kind.of(stay), kind -> visibility.hiddenFields(stay)));
    }
}
