package io.busbar.frame;

import io.busbar.frame.FrameRejection.Reason;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import org.agrona.collections.LongHashSet;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for the numbers and texts of one device. Whether its type has such a point, and whether that is a number or a text, is
 * not asked: what does not fit the catalogue is kept raw behind the door. Stateless.
 */
final class PointRules {

    private PointRules() {}

    static @Nullable FrameRejection check(Catalogue catalogue, DeviceType type, Frame.Device device, String at) {
        int count = device.readings().size() + device.texts().size();
        if (count > FrameLimits.MAX_POINTS_PER_DEVICE) {
            return FrameRejection.outOfRange(at + "points", count, 0, FrameLimits.MAX_POINTS_PER_DEVICE);
        }
        LongHashSet seen = new LongHashSet();
        for (Frame.Reading reading : device.readings()) {
            FrameRejection broken = checkPointId(reading.pointId(), seen, at);
            if (broken == null) {
                broken = checkReading(reading, at);
            }
            if (broken == null) {
                broken = checkNotInList(catalogue, type, device, reading.pointId(), at);
            }
            if (broken != null) {
                return broken;
            }
        }
        for (Frame.Text text : device.texts()) {
            FrameRejection broken = checkPointId(text.pointId(), seen, at);
            if (broken == null) {
                broken = checkText(text, at);
            }
            if (broken != null) {
                return broken;
            }
        }
        return null;
    }

    private static @Nullable FrameRejection checkPointId(long pointId, LongHashSet seen, String at) {
        if (pointId > FrameLimits.MAX_POINT_ID) {
            return FrameRejection.outOfRange(at + "point id", pointId, 0, FrameLimits.MAX_POINT_ID);
        }
        if (!seen.add(pointId)) {
            return new FrameRejection(Reason.DUPLICATE_POINT, at + "point " + pointId + " is there twice");
        }
        return null;
    }

    private static @Nullable FrameRejection checkReading(Frame.Reading reading, String at) {
        if (reading.scale() < 0 || reading.scale() > FrameLimits.MAX_SCALE) {
            return FrameRejection.outOfRange(
                    at + "scale of point " + reading.pointId(), reading.scale(), 0, FrameLimits.MAX_SCALE);
        }
        return DeviceRules.isLoggersToSet(reading.quality())
                ? null
                : DeviceRules.wrongQuality(at + "point " + reading.pointId(), reading.quality());
    }

    /** A cell or temperature that came in two ways would have two values. */
    private static @Nullable FrameRejection checkNotInList(
            Catalogue catalogue, DeviceType type, Frame.Device device, long pointId, String at) {
        if (pointId > Integer.MAX_VALUE
                || (device.cells().isEmpty() && device.temperatures().isEmpty())) {
            return null;
        }
        MeasuringPoint point = catalogue.point(type, (int) pointId);
        if (point != null
                && point.role() == Role.CELL_VOLTAGE
                && !device.cells().isEmpty()) {
            return FrameRejection.malformed(
                    at + "point " + pointId + " is cell " + point.index() + ", which is in the list of cells too");
        }
        if (point != null
                && point.role() == Role.TEMPERATURE
                && !device.temperatures().isEmpty()) {
            return FrameRejection.malformed(at + "point " + pointId + " is temperature " + point.index()
                    + ", which is in the list of temperatures too");
        }
        return null;
    }

    private static @Nullable FrameRejection checkText(Frame.Text text, String at) {
        int bytes = StrictUtf8.encodedBytes(text.text());
        if (bytes < 0) {
            return FrameRejection.malformed(at + "text of point " + text.pointId() + " contains half of a character");
        }
        if (bytes > FrameLimits.MAX_TEXT_BYTES) {
            return FrameRejection.outOfRange(
                    at + "length of the text of point " + text.pointId() + " in bytes",
                    bytes,
                    0,
                    FrameLimits.MAX_TEXT_BYTES);
        }
        // PostgreSQL stores every text but this one.
        if (text.text().indexOf('\0') >= 0) {
            return FrameRejection.malformed(at + "text of point " + text.pointId() + " contains a NUL character");
        }
        return null;
    }
}
