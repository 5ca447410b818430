package io.busbar.frame;

import io.busbar.frame.FrameRejection.Reason;
import io.busbar.measure.Catalogue;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The friendly form of a frame: reads its JSON into a {@link Frame}. Numbers may stand as JSON numbers or strings and are taken as the
 * exact decimals they are; {@code null} and {@code ""} mean that there is no reading. A field that nobody knows is an error, since it is
 * most likely a misspelt one. docs/frame.md describes the form. Confined to one call.
 */
final class JsonFrame {

    private static final String ALLOWED = "observedAt, bootId, sequence, uptimeMillis, revision, historical, devices";
    private static final String ALLOWED_IN_DEVICE = "sn, type, points, cells, temperatures, estimatedCells, packs";

    private final JsonCursor json;
    private final List<JsonDevice> devices = new ArrayList<>();
    private @Nullable Long bootId;
    private @Nullable Long sequence;
    private @Nullable Long observedAtMillis;
    private @Nullable Long uptimeMillis;
    private int revision;
    private boolean historical;

    private JsonFrame(JsonCursor json) {
        this.json = json;
    }

    /** The frame that the text describes, not yet judged by {@link FrameRules}; refused when it describes none. */
    static Frame read(Catalogue catalogue, String loggerSerialNumber, byte[] text) {
        try (JsonCursor json = new JsonCursor(text)) {
            JsonFrame frame = new JsonFrame(json);
            json.document(frame::field);
            return frame.resolve(catalogue, loggerSerialNumber);
        }
    }

    private Frame resolve(Catalogue catalogue, String loggerSerialNumber) {
        List<Frame.Device> resolved = new ArrayList<>(devices.size());
        devices.forEach(device -> resolved.add(device.resolve(catalogue)));
        return new Frame(
                loggerSerialNumber, bootId, sequence, observedAtMillis, uptimeMillis, revision, historical, resolved);
    }

    private void field(String field, String path) {
        switch (field) {
            case "observedAt" -> observedAtMillis = time(path);
            case "bootId" -> bootId = whole(path);
            case "sequence" -> sequence = whole(path);
            case "uptimeMillis" -> uptimeMillis = whole(path);
            case "revision" -> revision = revision(path);
            case "historical" -> historical = json.flag(path);
            case "devices" -> devices(path, Frame.Device.NO_PARENT);
            default -> throw unknown(path, ALLOWED);
        }
    }

    private void devices(String path, int parentIndex) {
        json.list(path, "a list of devices", at -> device(at, parentIndex));
    }

    private void device(String path, int parentIndex) {
        if (devices.size() == FrameLimits.MAX_DEVICES) {
            throw new Refusal(Reason.VALUE_OUT_OF_RANGE, path + " is one device more than " + FrameLimits.MAX_DEVICES);
        }
        JsonDevice device = new JsonDevice(path, parentIndex);
        int index = devices.size();
        devices.add(device);
        json.object(path, "a device", Reason.MALFORMED, (field, at) -> deviceField(device, index, field, at));
    }

    private void deviceField(JsonDevice device, int index, String field, String path) {
        switch (field) {
            case "sn" -> device.serialNumber = json.text(path);
            case "type" -> device.type = json.text(path);
            case "points" ->
                json.object(
                        path,
                        "an object of point ids and values",
                        Reason.DUPLICATE_POINT,
                        (id, at) -> device.points.add(new JsonDevice.Value(id, at, json.scalar(at))));
            case "cells" -> numbers(path, device.cells);
            case "temperatures" -> numbers(path, device.temperatures);
            case "estimatedCells" -> numbers(path, device.estimatedCells);
            case "packs" -> {
                if (device.isPart()) {
                    // Also keeps the nesting bounded.
                    throw Refusal.malformed(path + ": what is part of a device has no packs of its own");
                }
                devices(path, index);
            }
            default -> throw unknown(path, ALLOWED_IN_DEVICE);
        }
    }

    private void numbers(String path, List<@Nullable String> into) {
        json.list(path, "a list of numbers", at -> into.add(json.scalar(at)));
    }

    private @Nullable Long whole(String path) {
        String text = json.scalar(path);
        return text == null ? null : Long.valueOf(Decimal.requireWhole(path, text));
    }

    private int revision(String path) {
        Long value = whole(path);
        if (value == null) {
            throw Refusal.malformed(path + " is null");
        }
        if (value < 0 || value > FrameLimits.MAX_REVISION) {
            throw new Refusal(FrameRejection.outOfRange(path, value, 0, FrameLimits.MAX_REVISION));
        }
        return value.intValue();
    }

    /** Parts of a millisecond are dropped. */
    private @Nullable Long time(String path) {
        String text = json.scalar(path);
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw Refusal.malformed(path + " is not an RFC 3339 time such as 2024-02-03T01:44:00Z: '" + text + "'");
        }
    }

    private static Refusal unknown(String path, String allowed) {
        return Refusal.malformed("unknown field '" + path + "', allowed: " + allowed);
    }
}
