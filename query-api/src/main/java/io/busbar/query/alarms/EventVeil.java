package io.busbar.query.alarms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of an event what a person may not know. Pure; immutable.
 *
 * @param suppressors ids of the alarms that stand for others and are seen
 * @param seesPeople whether it is their business who did something: it is not that of visitors
 */
record EventVeil(AlarmSight sight, Set<String> suppressors, boolean seesPeople) {

    EventVeil {
        suppressors = Set.copyOf(suppressors);
    }

    /** Null when nothing is left: a hidden alarm stands for this one, or does no longer. */
    @Nullable
    ObjectNode over(ObjectNode event, Stay stay) {
        ObjectNode veiled = event.deepCopy();
        if (veiled.get("data") instanceof ObjectNode data) {
            if (data.has("by") && !suppressors.contains(data.get("by").asText())) {
                return null;
            }
            if (data.get("evidence") instanceof ObjectNode evidence) {
                sight.veil(evidence, stay);
            }
            if (!seesPeople) {
                data.remove("who");
            }
        }
        return veiled;
    }
}
