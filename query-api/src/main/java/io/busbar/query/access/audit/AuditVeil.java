package io.busbar.query.access.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.query.access.PointSet;
import io.busbar.query.access.audit.AuditLog.Entry;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes out of audit entries what the reader may not know: hidden points, and groups that hold some. Immutable. */
final class AuditVeil {

    /**
     * Whose entries are known to tell of no points but in {@code points}, and of no groups but in {@code group} and {@code groupId}; those of alarm
     * rules are there only when all of their points are seen.
     */
    private static final Set<String> KNOWN_KINDS = Set.of(
            "organization",
            "member",
            "plant",
            "logger",
            "device",
            "visit",
            "installer",
            "apiKey",
            "group",
            "alarmRule",
            "webhook");

    private final PointSet points;
    private final Catalogue catalogue;
    private final Set<String> groups;

    /** @param groups public ids of those that the reader may know */
    AuditVeil(PointSet points, Catalogue catalogue, Set<String> groups) {
        this.points = points;
        this.catalogue = catalogue;
        this.groups = Set.copyOf(groups);
    }

    Entry over(Entry entry) {
        return KNOWN_KINDS.contains(entry.kind())
                ? entry.with(over(entry.before()), over(entry.after()))
                : entry.with(null, null);
    }

    private @Nullable JsonNode over(@Nullable JsonNode state) {
        if (!(state instanceof ObjectNode)) {
            return state;
        }
        ObjectNode veiled = state.deepCopy();
        if (veiled.has("points")) {
            veiled.set("points", visible(veiled.path("deviceType").asText(), veiled.get("points")));
        }
        JsonNode id = veiled.has("groupId") ? veiled.get("groupId") : veiled.get("group");
        if (id != null && !groups.contains(id.asText())) {
            for (String field : new String[] {"group", "groupId"}) {
                if (veiled.has(field)) {
                    veiled.set(field, NullNode.getInstance());
                }
            }
        }
        return veiled;
    }

    private ArrayNode visible(String deviceType, JsonNode ids) {
        ArrayNode visible = JsonNodeFactory.instance.arrayNode();
        DeviceType type = catalogue.deviceType(deviceType);
        for (JsonNode id : ids) {
            if (type != null && points.sees(type, id.asLong())) {
                visible.add(id);
            }
        }
        return visible;
    }
}
