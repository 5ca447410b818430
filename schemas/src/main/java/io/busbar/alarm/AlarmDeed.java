package io.busbar.alarm;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What somebody does about an alarm. Travels as JSON on {@link io.busbar.topic.Topics#ALARM_DEEDS}:
 * {@code {"occurrence":"…","deed":"acknowledge","who":"…","at":"2026-01-31T12:00:00Z","note":"…"}}, with {@code until} and {@code why} in place of
 * the note for {@code shelve}, without for {@code unshelve}. Doing it twice is doing it once. Immutable.
 *
 * @param detail an {@link Acknowledgement}, a {@link Shelving} or its {@link Shelving.End}
 */
public record AlarmDeed(UUID occurrence, AlarmEvent.Detail detail) {

    /** As in JSON. Immutable. */
    private enum Deed {
        ACKNOWLEDGE,
        SHELVE,
        UNSHELVE
    }

    public AlarmDeed {
        if (!(detail instanceof Acknowledgement || detail instanceof Shelving || detail instanceof Shelving.End)) {
            throw new IllegalArgumentException("deed " + detail + ", allowed: what a person does");
        }
    }

    /** When it was done. */
    public long atMillis() {
        return AlarmEvent.deedMillis(detail, Long.MIN_VALUE);
    }

    public byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JsonTree.FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("occurrence", occurrence.toString());
            json.writeStringField("deed", JsonWords.of(deed()));
            json.writeStringField("at", Instant.ofEpochMilli(atMillis()).toString());
            AlarmEventJson.write(json, detail);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException listing every problem, each with its field and what is allowed
     */
    public static AlarmDeed decode(byte[] bytes) {
        List<JsonFault> problems = new ArrayList<>();
        JsonFields fields = JsonFields.of(JsonTree.read("alarm deed", bytes), "", problems);
        UUID occurrence = fields.uuid("occurrence");
        Deed deed = fields.word("deed", Deed.class, Deed.ACKNOWLEDGE);
        long at = fields.instantMillis("at");
        AlarmEvent.Detail detail = AlarmEventJson.detail(typeOf(deed), at, fields, problems);
        fields.rejectOthers();
        if (detail == null || !problems.isEmpty()) {
            throw new IllegalArgumentException("alarm deed: " + JsonFault.join(problems));
        }
        return new AlarmDeed(occurrence, detail);
    }

    private Deed deed() {
        if (detail instanceof Acknowledgement) {
            return Deed.ACKNOWLEDGE;
        }
        return detail instanceof Shelving ? Deed.SHELVE : Deed.UNSHELVE;
    }

    private static AlarmEvent.Type typeOf(Deed deed) {
        return switch (deed) {
            case ACKNOWLEDGE -> AlarmEvent.Type.ACKNOWLEDGED;
            case SHELVE -> AlarmEvent.Type.SHELVED;
            case UNSHELVE -> AlarmEvent.Type.UNSHELVED;
        };
    }
}
