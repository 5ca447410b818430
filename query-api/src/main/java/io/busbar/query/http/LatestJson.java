package io.busbar.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.busbar.measure.Quality;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.series.Column;
import io.busbar.query.series.LatestReadings.Reading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Latest readings as JSON, field by field: they are asked for more often than anything else. Most readings of a device come from one frame,
 * so that its times are made into text once. Confined to one thread.
 */
final class LatestJson {

    private static final int USUAL_BYTES = 16_384;

    private final JsonGenerator json;
    private Time observedAt = Time.EPOCH;
    private Time receivedAt = Time.EPOCH;

    /** One that was written before, and its text. */
    private record Time(long epochMillis, String text) {

        static final Time EPOCH = new Time(0, Times.text(0));

        Time to(long otherMillis) {
            return otherMillis == epochMillis ? this : new Time(otherMillis, Times.text(otherMillis));
        }
    }

    private LatestJson(JsonGenerator json) {
        this.json = json;
    }

    static byte[] bytes(VisibleDevice device, List<Reading> readings) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator json = Json.factory().createGenerator(out)) {
            new LatestJson(json).write(device, readings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private void write(VisibleDevice device, List<Reading> readings) throws IOException {
        json.writeStartObject();
        json.writeStringField("device", device.serialNumber());
        json.writeStringField("type", device.type().path());
        json.writeArrayFieldStart("readings");
        for (Reading reading : readings) {
            write(reading);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void write(Reading reading) throws IOException {
        Column column = reading.column();
        Integer point = column.point();
        String text = reading.text();
        observedAt = observedAt.to(reading.observedAtMillis());
        receivedAt = receivedAt.to(reading.receivedAtMillis());
        json.writeStartObject();
        if (point == null) {
            json.writeNullField("point");
        } else {
            json.writeNumberField("point", point);
        }
        json.writeStringField("name", column.name());
        if (text == null) {
            json.writeNumberField("value", reading.value());
        } else {
            json.writeStringField("value", text);
        }
        json.writeStringField("unit", column.unit());
        json.writeNumberField("scale", column.scale());
        json.writeStringField("observedAt", observedAt.text());
        json.writeStringField("receivedAt", receivedAt.text());
        json.writeNumberField("ageSeconds", reading.ageSeconds());
        json.writeArrayFieldStart("quality");
        for (String word : Quality.names(reading.quality())) {
            json.writeString(word);
        }
        json.writeEndArray();
        json.writeBooleanField("stale", reading.stale());
        json.writeEndObject();
    }
}
