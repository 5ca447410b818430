package io.busbar.frame;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.busbar.frame.FrameRejection.Reason;
import io.busbar.measure.Catalogue;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The friendly form of a frame: reads its JSON into a {@link Frame} and transcodes it to the binary form. Numbers may stand as JSON
 * numbers or strings and are taken as the exact decimals they are; {@code null} and {@code ""} mean that there is no reading. A field
 * that nobody knows is an error, since it is most likely a misspelt one. docs/frame.md describes the form. Confined to one call.
 */
final class JsonFrame {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(10)
                    .maxNumberLength(64)
                    .maxStringLength(1_024)
                    .maxNameLength(128)
                    .build())
            .build();

    private final Catalogue catalogue;
    private final JsonParser json;
    private final List<JsonDevice> devices = new ArrayList<>();

    private JsonFrame(Catalogue catalogue, JsonParser json) {
        this.catalogue = catalogue;
        this.json = json;
    }

    static FrameOutcome transcode(Catalogue catalogue, String loggerSerialNumber, byte[] text) {
        if (text.length > FrameLimits.MAX_FRAME_BYTES) {
            return FrameOutcome.invalid(
                    Reason.TOO_LARGE,
                    "frame longer than limit: length=" + text.length + ", limit=" + FrameLimits.MAX_FRAME_BYTES);
        }
        Frame frame;
        try (JsonParser json = JSON.createParser(text)) {
            frame = new JsonFrame(catalogue, json).read(loggerSerialNumber);
        } catch (JsonDevice.Refused e) {
            return new FrameOutcome.Invalid(e.rejection());
        } catch (IOException e) {
            return FrameOutcome.invalid(Reason.MALFORMED, "not JSON: " + firstLine(e.getMessage()));
        }
        @Nullable FrameRejection broken = FrameRules.check(catalogue, loggerSerialNumber, frame);
        if (broken != null) {
            return new FrameOutcome.Invalid(broken);
        }
        byte[] encoded = FrameEncoder.encode(frame);
        if (encoded.length > FrameLimits.MAX_FRAME_BYTES) {
            return FrameOutcome.invalid(
                    Reason.TOO_LARGE,
                    "binary form longer than limit: length=" + encoded.length + ", limit="
                            + FrameLimits.MAX_FRAME_BYTES);
        }
        return new FrameOutcome.Valid(encoded);
    }

    private Frame read(String loggerSerialNumber) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw JsonDevice.refuse(Reason.MALFORMED, "a frame is a JSON object");
        }
        Long bootId = null;
        Long sequence = null;
        Long observedAtMillis = null;
        Long uptimeMillis = null;
        long revision = 0;
        boolean historical = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "observedAt" -> observedAtMillis = time(field);
                case "bootId" -> bootId = whole(field);
                case "sequence" -> sequence = whole(field);
                case "uptimeMillis" -> uptimeMillis = whole(field);
                case "revision" -> revision = requireWhole(field);
                case "historical" -> historical = flag(field);
                case "devices" -> readDevices(field, Frame.Device.NO_PARENT);
                default ->
                    throw JsonDevice.refuse(
                            Reason.MALFORMED,
                            "unknown field '" + field
                                    + "', allowed: observedAt, bootId, sequence, uptimeMillis, revision, historical, devices");
            }
        }
        if (json.nextToken() != null) {
            throw JsonDevice.refuse(Reason.MALFORMED, "text after the end of the frame");
        }
        int revisionOrOutOfRange = (int) Math.max(-1, Math.min(revision, FrameLimits.MAX_REVISION + 1L));
        List<Frame.Device> resolved = new ArrayList<>(devices.size());
        for (JsonDevice device : devices) {
            resolved.add(device.resolve(catalogue));
        }
        return new Frame(
                loggerSerialNumber,
                bootId,
                sequence,
                observedAtMillis,
                uptimeMillis,
                revisionOrOutOfRange,
                historical,
                resolved);
    }

    private void readDevices(String path, int parentIndex) throws IOException {
        require(JsonToken.START_ARRAY, path, "a list of devices");
        int number = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            readDevice(path + "[" + number++ + "]", parentIndex);
        }
    }

    private void readDevice(String path, int parentIndex) throws IOException {
        require(JsonToken.START_OBJECT, path, "a device");
        if (devices.size() == FrameLimits.MAX_DEVICES) {
            throw JsonDevice.refuse(Reason.VALUE_OUT_OF_RANGE, "more than " + FrameLimits.MAX_DEVICES + " devices");
        }
        JsonDevice device = new JsonDevice(path, parentIndex);
        int index = devices.size();
        devices.add(device);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            String at = path + "." + field;
            json.nextToken();
            switch (field) {
                case "sn" -> device.serialNumber = text(at);
                case "type" -> device.type = text(at);
                case "points" -> readPoints(at, device);
                case "cells" -> readNumbers(at, device.cells);
                case "temperatures" -> readNumbers(at, device.temperatures);
                case "estimatedCells" -> readNumbers(at, device.estimatedCells);
                case "packs" -> readDevices(at, index);
                default ->
                    throw JsonDevice.refuse(
                            Reason.MALFORMED,
                            "unknown field '" + at
                                    + "', allowed: sn, type, points, cells, temperatures, estimatedCells, packs");
            }
        }
    }

    private void readPoints(String path, JsonDevice device) throws IOException {
        require(JsonToken.START_OBJECT, path, "an object of point ids and values");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String id = json.currentName();
            json.nextToken();
            device.points.add(new JsonDevice.Point(id, scalar(path + "." + id)));
        }
    }

    private void readNumbers(String path, List<@Nullable String> into) throws IOException {
        require(JsonToken.START_ARRAY, path, "a list of numbers");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            into.add(scalar(path + "[" + into.size() + "]"));
        }
    }

    /** The text of a number or string; null for {@code null}. */
    private @Nullable String scalar(String path) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
            return json.getText();
        }
        throw JsonDevice.refuse(Reason.MALFORMED, path + " is neither a number, a string nor null");
    }

    private String text(String path) throws IOException {
        require(JsonToken.VALUE_STRING, path, "a string");
        return json.getText();
    }

    private @Nullable Long whole(String path) throws IOException {
        String text = scalar(path);
        if (text == null) {
            return null;
        }
        try {
            return Decimal.parse(text).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw JsonDevice.refuse(Reason.VALUE_OUT_OF_RANGE, path + " is not a whole number: '" + text + "'");
        }
    }

    private long requireWhole(String path) throws IOException {
        Long value = whole(path);
        if (value == null) {
            throw JsonDevice.refuse(Reason.MALFORMED, path + " is null");
        }
        return value;
    }

    private boolean flag(String path) throws IOException {
        JsonToken token = json.currentToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw JsonDevice.refuse(Reason.MALFORMED, path + " is neither true nor false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    private @Nullable Long time(String path) throws IOException {
        String text = scalar(path);
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw JsonDevice.refuse(
                    Reason.MALFORMED, path + " is not an RFC 3339 time such as 2024-02-03T01:44:00Z: '" + text + "'");
        }
    }

    private void require(JsonToken expected, String path, String what) {
        if (json.currentToken() != expected) {
            throw JsonDevice.refuse(Reason.MALFORMED, path + " is not " + what);
        }
    }

    private static String firstLine(@Nullable String message) {
        return String.valueOf(message).lines().findFirst().orElse("");
    }
}
