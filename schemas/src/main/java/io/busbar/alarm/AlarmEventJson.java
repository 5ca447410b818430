package io.busbar.alarm;

import com.fasterxml.jackson.core.JsonGenerator;
import io.busbar.alarm.AlarmEvent.Amendment;
import io.busbar.alarm.AlarmEvent.Detail;
import io.busbar.alarm.AlarmEvent.Occurrence;
import io.busbar.alarm.AlarmEvent.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events of alarms as CloudEvents 1.0 in JSON, the values of the topic of alarms:
 * {@code {"specversion":"1.0","id":…,"source":"/busbar/alarms","type":"io.busbar.alarm.raised","subject":DEVICE,"time":…,
 * "datacontenttype":"application/json","data":{…}}}. Numbers of a value are scaled integers with their scale beside them. Stateless.
 */
public final class AlarmEventJson {

    private static final String SPEC_VERSION = "1.0";
    private static final String SOURCE = "/busbar/alarms";
    private static final String TYPE_PREFIX = "io.busbar.alarm.";
    private static final String CONTENT_TYPE = "application/json";

    private AlarmEventJson() {}

    public static byte[] write(AlarmEvent event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JsonTree.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("specversion", SPEC_VERSION);
            json.writeStringField("id", event.id().toString());
            json.writeStringField("source", SOURCE);
            json.writeStringField("type", TYPE_PREFIX + JsonWords.of(event.type()));
            json.writeStringField("subject", event.occurrence().deviceSerialNumber());
            writeTime(json, "time", event.atMillis());
            json.writeStringField("datacontenttype", CONTENT_TYPE);
            json.writeObjectFieldStart("data");
            Occurrence occurrence = event.occurrence();
            json.writeStringField("occurrence", occurrence.id().toString());
            json.writeNumberField("sequence", event.sequence());
            json.writeBooleanField("retroactive", event.retroactive());
            writeTime(json, "processedAt", event.processedAtMillis());
            json.writeStringField("ruleId", occurrence.ruleId());
            json.writeNumberField("ruleVersion", occurrence.ruleVersion());
            json.writeStringField("severity", occurrence.severity().name());
            json.writeNumberField("cell", occurrence.cell());
            writeTime(json, "raisedAt", occurrence.raisedAtMillis());
            write(json, event.detail());
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Evidence alone, as in the events of steps. */
    public static byte[] evidence(Evidence evidence) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JsonTree.FACTORY.createGenerator(out)) {
            EvidenceJson.writeObject(json, evidence);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException listing every problem, each with its field and what is allowed
     */
    public static AlarmEvent read(byte[] bytes) {
        List<JsonFault> problems = new ArrayList<>();
        JsonFields event = JsonFields.of(JsonTree.read("alarm event", bytes), "", problems);
        same(event, "specversion", SPEC_VERSION);
        same(event, "source", SOURCE);
        same(event, "datacontenttype", CONTENT_TYPE);
        UUID id = event.uuid("id");
        AlarmEvent.Type type = type(event);
        String device = event.text("subject", "unreadable");
        long at = event.instantMillis("time");
        JsonFields data = event.object("data");
        event.rejectOthers();
        Occurrence occurrence = new Occurrence(
                data.uuid("occurrence"),
                data.text("ruleId", "unreadable"),
                data.integer("ruleVersion", 1),
                data.constant("severity", Severity.class, Severity.INFO),
                device,
                data.integer("cell", 0),
                data.instantMillis("raisedAt"));
        int sequence = data.integer("sequence", 1);
        boolean retroactive = data.flag("retroactive");
        long processedAt = data.instantMillis("processedAt");
        Detail detail = detail(type, at, data, problems);
        data.rejectOthers();
        AlarmEvent read = null;
        if (problems.isEmpty() && detail != null) {
            try {
                read = new AlarmEvent(occurrence, sequence, at, processedAt, retroactive, detail);
            } catch (IllegalArgumentException e) {
                problems.add(new JsonFault("", "has " + e.getMessage()));
            }
        }
        if (read != null && read.type() != type) {
            problems.add(
                    new JsonFault("/type", "is " + JsonWords.of(type) + ", data is of " + JsonWords.of(read.type())));
        }
        if (read != null && problems.isEmpty() && !read.id().equals(id)) {
            problems.add(new JsonFault("/id", "is '" + id + "', allowed: that of its content, " + read.id()));
        }
        if (read == null || !problems.isEmpty()) {
            throw new IllegalArgumentException("alarm event: " + JsonFault.join(problems));
        }
        return read;
    }

    static void write(JsonGenerator json, Detail detail) throws IOException {
        if (detail instanceof Step step) {
            json.writeStringField("from", step.from().name());
            json.writeStringField("to", step.to().name());
            json.writeStringField("cause", step.cause().name());
            EvidenceJson.write(json, step.evidence());
        } else if (detail instanceof Amendment amendment) {
            json.writeBooleanField("withdrawn", amendment.withdrawn());
            if (amendment.clearedAtMillis() != null) {
                writeTime(json, "clearedAt", amendment.clearedAtMillis());
            }
        } else if (detail instanceof Acknowledgement acknowledgement) {
            json.writeStringField("who", acknowledgement.who());
            json.writeStringField("note", acknowledgement.note());
        } else if (detail instanceof Shelving shelving) {
            json.writeStringField("who", shelving.who());
            writeTime(json, "until", shelving.untilMillis());
            json.writeStringField("why", shelving.why());
        } else if (detail instanceof Shelving.End end) {
            json.writeStringField("who", end.who());
        } else if (detail instanceof Suppression suppression) {
            json.writeStringField("why", suppression.why().name());
            if (suppression.by() != null) {
                json.writeStringField("by", suppression.by().toString());
            }
        } else if (detail instanceof Suppression.End end && end.by() != null) {
            json.writeStringField("by", end.by().toString());
        }
    }

    static @Nullable Detail detail(AlarmEvent.Type type, long atMillis, JsonFields data, List<JsonFault> problems) {
        try {
            return switch (type) {
                case RAISED, CLEARED ->
                    new Step(
                            data.constant("from", AlarmPhase.class, AlarmPhase.NORMAL),
                            data.constant("to", AlarmPhase.class, AlarmPhase.ACTIVE),
                            data.constant("cause", Transition.Cause.class, Transition.Cause.VALUE),
                            EvidenceJson.read(data.object("evidence")));
                case AMENDED ->
                    new Amendment(
                            data.flag("withdrawn"),
                            data.has("clearedAt") ? (Long) data.instantMillis("clearedAt") : null);
                case ACKNOWLEDGED -> new Acknowledgement(data.text("who", "?"), atMillis, data.text("note", ""));
                case SHELVED ->
                    new Shelving(data.text("who", "?"), atMillis, data.instantMillis("until"), data.text("why", "?"));
                case UNSHELVED -> new Shelving.End(data.text("who", "?"), atMillis);
                case SUPPRESSED ->
                    new Suppression(
                            data.constant("why", Suppression.Why.class, Suppression.Why.MAINTENANCE),
                            data.has("by") ? data.uuid("by") : null);
                case UNSUPPRESSED -> new Suppression.End(data.has("by") ? data.uuid("by") : null);
            };
        } catch (IllegalArgumentException e) {
            problems.add(new JsonFault(data.path(), "has " + e.getMessage()));
            return null;
        }
    }

    private static AlarmEvent.Type type(JsonFields event) {
        String text = event.text("type", "");
        for (AlarmEvent.Type type : AlarmEvent.Type.values()) {
            if (text.equals(TYPE_PREFIX + JsonWords.of(type))) {
                return type;
            }
        }
        event.wrong("type", text, TYPE_PREFIX + " and one of " + JsonWords.all(AlarmEvent.Type.class));
        return AlarmEvent.Type.AMENDED;
    }

    private static void same(JsonFields event, String name, String expected) {
        String text = event.text(name, expected);
        if (!text.equals(expected)) {
            event.wrong(name, text, "'" + expected + "'");
        }
    }

    private static void writeTime(JsonGenerator json, String name, long millis) throws IOException {
        json.writeStringField(name, Instant.ofEpochMilli(millis).toString());
    }
}
