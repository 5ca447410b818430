package io.busbar.frame;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes a frame as a device maker might, numbers now as numbers and now as strings. Confined to one call. */
final class FriendlyJson {

    private final Frame frame;
    private final Catalogue catalogue;
    private final Random random;
    private final JsonGenerator json;

    private FriendlyJson(Frame frame, Catalogue catalogue, Random random, JsonGenerator json) {
        this.frame = frame;
        this.catalogue = catalogue;
        this.random = random;
        this.json = json;
    }

    static String of(Frame frame, Catalogue catalogue, long seed) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            new FriendlyJson(frame, catalogue, new Random(seed), json).write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private void write() throws IOException {
        json.writeStartObject();
        if (frame.observedAtMillis() != null) {
            json.writeStringField(
                    "observedAt", Instant.ofEpochMilli(frame.observedAtMillis()).toString());
        }
        whole("bootId", frame.bootId());
        whole("sequence", frame.sequence());
        whole("uptimeMillis", frame.uptimeMillis());
        whole("revision", (long) frame.revision());
        json.writeBooleanField("historical", frame.historical());
        devices("devices", Frame.Device.NO_PARENT);
        json.writeEndObject();
    }

    private void whole(String field, @Nullable Long value) throws IOException {
        json.writeFieldName(field);
        if (value == null) {
            json.writeNull();
        } else {
            number(BigDecimal.valueOf(value));
        }
    }

    private void devices(String field, int parentIndex) throws IOException {
        json.writeArrayFieldStart(field);
        for (int i = 0; i < frame.devices().size(); i++) {
            if (frame.devices().get(i).parentIndex() == parentIndex) {
                device(i, frame.devices().get(i));
            }
        }
        json.writeEndArray();
    }

    private void device(int index, Frame.Device device) throws IOException {
        DeviceType type = Objects.requireNonNull(catalogue.deviceType(device.typeCode()));
        json.writeStartObject();
        json.writeStringField("sn", device.serialNumber());
        json.writeStringField("type", type.path());
        json.writeObjectFieldStart("points");
        for (Frame.Reading reading : device.readings()) {
            json.writeFieldName(name(type, reading.pointId()));
            number(BigDecimal.valueOf(reading.unscaled(), reading.scale()));
        }
        for (Frame.Text text : device.texts()) {
            json.writeStringField(name(type, text.pointId()), text.text());
        }
        json.writeEndObject();
        cells(device.cells());
        json.writeArrayFieldStart("temperatures");
        for (Frame.Temperature temperature : device.temperatures()) {
            reading(temperature.isReading(), temperature.centiCelsius(), 2);
        }
        json.writeEndArray();
        if (!type.path().startsWith("Batteries")) {
            devices("packs", index);
        }
        json.writeEndObject();
    }

    private void cells(List<Frame.Cell> cells) throws IOException {
        json.writeArrayFieldStart("cells");
        for (Frame.Cell cell : cells) {
            reading(cell.millivolts() != Frame.Cell.ABSENT, cell.millivolts(), 3);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("estimatedCells");
        for (int number : IntStream.rangeClosed(1, cells.size())
                .filter(number -> cells.get(number - 1).quality() != 0)
                .toArray()) {
            json.writeNumber(number);
        }
        json.writeEndArray();
    }

    private void reading(boolean isThere, int unscaled, int scale) throws IOException {
        if (isThere) {
            number(BigDecimal.valueOf(unscaled, scale));
        } else if (random.nextBoolean()) {
            json.writeNull();
        } else {
            json.writeString("");
        }
    }

    private void number(BigDecimal value) throws IOException {
        if (random.nextBoolean()) {
            json.writeNumber(value);
        } else {
            json.writeString(random.nextBoolean() ? value.toPlainString() : value.toString());
        }
    }

    private String name(DeviceType type, long pointId) {
        MeasuringPoint known = pointId > Integer.MAX_VALUE ? null : catalogue.point(type, (int) pointId);
        return known == null ? Long.toString(pointId) : known.code();
    }
}
