package io.busbar.alarm;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Evidence as the field {@code evidence} of an event; what the frame did not tell is left out. Stateless. */
public final class EvidenceJson {

    private EvidenceJson() {}

    static void write(JsonGenerator json, Evidence evidence) throws IOException {
        json.writeFieldName("evidence");
        writeObject(json, evidence);
    }

    /** Without a field name before it. */
    public static void writeObject(JsonGenerator json, Evidence evidence) throws IOException {
        json.writeStartObject();
        if (evidence.value() != null) {
            json.writeNumberField("value", evidence.value());
        }
        json.writeNumberField("scale", evidence.scale());
        json.writeStringField("unit", evidence.unit());
        json.writeNumberField("cell", evidence.cell());
        json.writeFieldName("beyond");
        int[] beyond = evidence.beyond().stream().mapToInt(Integer::intValue).toArray();
        json.writeArray(beyond, 0, beyond.length);
        write(json, "maxMillivolts", evidence.maxMillivolts());
        write(json, "maxCell", evidence.maxCell());
        write(json, "minMillivolts", evidence.minMillivolts());
        write(json, "minCell", evidence.minCell());
        write(json, "socMillipercent", evidence.socMillipercent());
        write(json, "currentMilliamps", evidence.currentMilliamps());
        write(json, "maxCentiCelsius", evidence.maxCentiCelsius());
        json.writeEndObject();
    }

    static Evidence read(JsonFields fields) {
        Evidence evidence = new Evidence(
                fields.optionalWhole("value"),
                fields.integer("scale", 0),
                fields.text("unit", ""),
                fields.integer("cell", 0),
                fields.integers("beyond"),
                fields.optionalInteger("maxMillivolts"),
                fields.optionalInteger("maxCell"),
                fields.optionalInteger("minMillivolts"),
                fields.optionalInteger("minCell"),
                fields.optionalInteger("socMillipercent"),
                fields.optionalInteger("currentMilliamps"),
                fields.optionalInteger("maxCentiCelsius"));
        fields.rejectOthers();
        return evidence;
    }

    private static void write(JsonGenerator json, String name, @Nullable Integer value) throws IOException {
        if (value != null) {
            json.writeNumberField(name, value);
        }
    }
}
