package io.busbar.query.alarms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.AlarmRuleJson;
import io.busbar.alarm.InvalidRuleException;
import io.busbar.query.access.Refusal;
import io.busbar.query.access.Refusal.Fault;
import io.busbar.query.access.Refusal.Kind;
import java.io.IOException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a rule of what somebody sent: what is chosen here is added, what stays as it is is refused, and every fault is told with its field.
 * Confined to one request.
 */
final class RuleDraft {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** What a rule is about: one that looks at something else is another rule. */
    private static final Set<String> FIXED = Set.of("id", "kind", "point", "bit", "replaces");

    private final AlarmRuleJson json;
    private final String organization;
    private final Instant now;
    private final List<Fault> faults = new ArrayList<>();

    /**
     * @param json of the points that the person sees
     * @param organization public id of the person's own
     */
    RuleDraft(AlarmRuleJson json, String organization, Instant now) {
        this.json = json;
        this.organization = organization;
        this.now = now.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A rule as a tree, with every field that it has. */
    static ObjectNode tree(AlarmRuleJson json, AlarmRule rule) {
        try {
            return (ObjectNode) JSON.readTree(json.write(rule));
        } catch (IOException e) {
            throw new IllegalStateException("rule cannot be read again: " + rule.id(), e);
        }
    }

    /** A new rule, in its first version. */
    AlarmRule made(ObjectNode body, String id) {
        ObjectNode fields = body.deepCopy();
        for (String chosen : List.of("id", "version")) {
            if (body.has(chosen)) {
                faults.add(new Fault("/" + chosen, "is chosen here, allowed: nothing"));
            }
        }
        fields.put("id", id);
        fields.put("version", 1);
        return complete(fields);
    }

    /** In the place of another, which only what is sent differs from. */
    AlarmRule inPlaceOf(AlarmRule other, ObjectNode patch, String id) {
        ObjectNode fields = merged(other, patch);
        fields.put("id", id);
        fields.put("version", 1);
        fields.put("replaces", other.id());
        if (!patch.hasNonNull("scope")) {
            fields.remove("scope");
        }
        return complete(fields);
    }

    /** The same that raises nothing. */
    AlarmRule offInPlaceOf(AlarmRule other, String id) {
        return inPlaceOf(other, JSON.createObjectNode().put("enabled", false), id);
    }

    /** The next version; the same one when nothing differs. */
    AlarmRule next(AlarmRule before, ObjectNode patch) {
        ObjectNode fields = merged(before, patch);
        AlarmRule next = complete(fields.put("version", before.version() + 1));
        ObjectNode was = tree(json, before);
        ObjectNode is = tree(json, next);
        if (!patch.hasNonNull("effectiveFrom")) {
            was.remove("effectiveFrom");
            is.remove("effectiveFrom");
        }
        return was.without("version").equals(is.without("version")) ? before : next;
    }

    /** A rule that is not kept: it looks everywhere, from the beginning. */
    AlarmRule simulated(ObjectNode body) {
        ObjectNode fields = body.deepCopy();
        for (String name : List.of("scope", "replaces", "enabled", "effectiveFrom")) {
            fields.remove(name);
        }
        for (Map.Entry<String, JsonNode> usual : Map.<String, JsonNode>of(
                        "id",
                        TextNode.valueOf("simulated"),
                        "name",
                        TextNode.valueOf("simulated"),
                        "version",
                        IntNode.valueOf(1))
                .entrySet()) {
            if (!fields.hasNonNull(usual.getKey())) {
                fields.set(usual.getKey(), usual.getValue());
            }
        }
        fields.put("effectiveFrom", now.toString());
        fields.putObject("scope").put("level", "everywhere");
        try {
            return complete(fields);
        } catch (Refusal e) {
            throw e.faults().isEmpty()
                    ? e
                    : Refusal.invalid(e.faults().stream()
                            .map(fault -> new Fault("/rule" + fault.pointer(), fault.message()))
                            .toList());
        }
    }

    private ObjectNode merged(AlarmRule before, ObjectNode patch) {
        JsonNode version = patch.get("version");
        if (version != null && !(version.isIntegralNumber() && version.asLong() == before.version())) {
            throw Refusal.of(Kind.CONFLICT, "the rule is in version " + before.version() + ": read it again");
        }
        ObjectNode fields = tree(json, before);
        fields.remove("effectiveFrom");
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            JsonNode was = fields.path(name);
            String told = field.getValue().isNull() ? "" : field.getValue().asText();
            if (FIXED.contains(name) && !told.equals(was.asText())) {
                faults.add(new Fault(
                        pointer(name),
                        "is not changed" + (was.isMissingNode() ? "" : " from " + was.asText())
                                + ": make another rule"));
            } else if (field.getValue().isNull()) {
                fields.remove(name);
            } else if (!FIXED.contains(name)) {
                fields.set(name, field.getValue());
            }
        }
        return fields;
    }

    private AlarmRule complete(ObjectNode fields) {
        if (!fields.hasNonNull("effectiveFrom")) {
            fields.put("effectiveFrom", now.toString());
        }
        if (!fields.hasNonNull("enabled")) {
            fields.put("enabled", true);
        }
        if (!fields.hasNonNull("scope")) {
            fields.putObject("scope").put("level", "organization");
        }
        if (fields.get("scope") instanceof ObjectNode scope) {
            own(scope);
        }
        checkTexts("", fields);
        AlarmRule rule = null;
        try {
            rule = json.read(JSON.writeValueAsBytes(fields));
        } catch (InvalidRuleException e) {
            e.faults().forEach(fault -> faults.add(new Fault(fault.pointer(), fault.message())));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            faults.add(new Fault("", "has a number or a text that no rule can have"));
        }
        if (rule == null || !faults.isEmpty()) {
            throw Refusal.invalid(faults);
        }
        return rule;
    }

    /** Says whose the plant or device is, and what organization is meant when none is named. */
    private void own(ObjectNode scope) {
        String level = scope.path("level").asText();
        if (level.equals("organization") && !scope.hasNonNull("id")) {
            scope.put("id", organization);
        } else if (level.equals("plant") || level.equals("device")) {
            if (scope.hasNonNull("organization")
                    && !scope.get("organization").asText().equals(organization)) {
                faults.add(new Fault("/scope/organization", "is not your organization: leave it away"));
            }
            scope.put("organization", organization);
        }
    }

    /** What the database does not take as a text. */
    private void checkTexts(String pointer, JsonNode node) {
        if (node.isTextual()) {
            CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();
            if (node.textValue().chars().anyMatch(Character::isISOControl) || !utf8.canEncode(node.textValue())) {
                faults.add(new Fault(pointer, "has characters that are none of a text"));
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            checkTexts(pointer + "/" + i, node.get(i));
        }
        node.properties().forEach(field -> checkTexts(pointer + pointer(field.getKey()), field.getValue()));
    }

    private static String pointer(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
