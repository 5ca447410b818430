package io.busbar.alarm;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes a rule as JSON, with every field that it has. Stateless. */
final class AlarmRuleWriter {

    private AlarmRuleWriter() {}

    static byte[] write(AlarmRule rule) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JsonTree.FACTORY.createGenerator(out)) {
            json.enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);
            json.writeStartObject();
            json.writeStringField("id", rule.id());
            json.writeStringField("name", rule.name());
            json.writeStringField("kind", JsonWords.of(rule.kind()));
            json.writeFieldName("deviceTypes");
            json.writeArray(
                    rule.deviceTypes().stream().mapToInt(Integer::intValue).toArray(),
                    0,
                    rule.deviceTypes().size());
            write(json, rule.point());
            if (rule.bit() != null) {
                json.writeNumberField("bit", rule.bit());
            }
            if (rule.condition() != null) {
                json.writeStringField("condition", JsonWords.of(rule.condition()));
            }
            write(json, "raise", rule.raise(), "clear", rule.clear());
            json.writeNumberField(
                    "onDelaySeconds",
                    BigDecimal.valueOf(rule.onDelayMillis(), 3).stripTrailingZeros());
            json.writeNumberField(
                    "offDelaySeconds",
                    BigDecimal.valueOf(rule.offDelayMillis(), 3).stripTrailingZeros());
            json.writeNumberField("minSamples", rule.minSamples());
            json.writeStringField("severity", rule.severity().name());
            json.writeArrayFieldStart("gates");
            for (Gate gate : rule.gates()) {
                json.writeStartObject();
                write(json, gate.point());
                json.writeStringField("fold", JsonWords.of(gate.fold()));
                write(json, "min", gate.min(), "max", gate.max());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("release");
            for (Release release : rule.releases()) {
                json.writeStartObject();
                write(json, release.point());
                json.writeStringField("op", release.op().sign());
                write(json, "value", release.value(), "value", null);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeObjectFieldStart("scope");
            json.writeStringField("level", JsonWords.of(rule.scope().level()));
            if (!rule.scope().id().isEmpty()) {
                json.writeStringField("id", rule.scope().id());
            }
            if (!rule.scope().organization().isEmpty()) {
                json.writeStringField("organization", rule.scope().organization());
            }
            json.writeEndObject();
            if (rule.replaces() != null) {
                json.writeStringField("replaces", rule.replaces());
            }
            json.writeBooleanField("enabled", rule.enabled());
            json.writeNumberField("version", rule.version());
            json.writeStringField(
                    "effectiveFrom",
                    Instant.ofEpochMilli(rule.effectiveFromMillis()).toString());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, @Nullable RulePoint point) throws IOException {
        if (point == null) {
            return;
        }
        if (point.role() == null) {
            json.writeNumberField("point", point.id());
        } else {
            json.writeStringField("point", point.role().name());
        }
    }

    /** Two limits that share a unit, either of which may be missing. */
    private static void write(
            JsonGenerator json, String name, @Nullable Limit limit, String otherName, @Nullable Limit other)
            throws IOException {
        if (limit != null) {
            json.writeNumberField(name, limit.value());
        }
        if (other != null) {
            json.writeNumberField(otherName, other.value());
        }
        Limit any = limit == null ? other : limit;
        if (any != null && !any.unit().isEmpty()) {
            json.writeStringField("unit", any.unit());
        }
    }
}
