package io.busbar.frame;

import io.busbar.fleet.SerialNumber;
import io.busbar.frame.FrameRejection.Reason;
import io.busbar.measure.Catalogue;
import io.busbar.measure.Category;
import io.busbar.measure.DeviceType;
import io.busbar.measure.Quality;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold for the values of a frame, in whichever form it came: the first broken rule, or none. Stateless. */
final class FrameRules {

    /** 2000-01-01 and 2100-01-01 UTC: outside of it a clock is not merely wrong, it is not set. */
    private static final long EARLIEST_MILLIS = 946_684_800_000L;

    private static final long LATEST_MILLIS = 4_102_444_800_000L;

    private static final long MAX_UPTIME_MILLIS = LATEST_MILLIS - EARLIEST_MILLIS;
    private static final long MAX_POINT_ID = 4_294_967_294L;
    private static final int MAX_SCALE = 12;

    private static final int LOGGER_QUALITY_BITS = Quality.ESTIMATED | Quality.ROUNDED;

    private FrameRules() {}

    static @Nullable FrameRejection check(Catalogue catalogue, String loggerSerialNumber, Frame frame) {
        if (!frame.loggerSerialNumber().equals(loggerSerialNumber)) {
            return new FrameRejection(
                    Reason.WRONG_LOGGER,
                    "frame of logger '" + frame.loggerSerialNumber() + "' sent by logger '" + loggerSerialNumber + "'");
        }
        FrameRejection broken = checkIdentity(frame);
        if (broken != null) {
            return broken;
        }
        if (frame.devices().isEmpty() || frame.devices().size() > FrameLimits.MAX_DEVICES) {
            return range("devices", frame.devices().size(), 1, FrameLimits.MAX_DEVICES);
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < frame.devices().size(); i++) {
            Frame.Device device = frame.devices().get(i);
            broken = checkDevice(catalogue, frame, i, device);
            if (broken != null) {
                return broken;
            }
            if (!seen.add(device.serialNumber())) {
                return new FrameRejection(
                        Reason.DUPLICATE_DEVICE, "device '" + device.serialNumber() + "' is in the frame twice");
            }
        }
        return null;
    }

    private static @Nullable FrameRejection checkIdentity(Frame frame) {
        if (frame.bootId() != null && (frame.bootId() < 0 || frame.bootId() > FrameLimits.MAX_BOOT_ID)) {
            return range("bootId", frame.bootId(), 0, FrameLimits.MAX_BOOT_ID);
        }
        if (frame.sequence() != null && (frame.sequence() < 0 || frame.sequence() > FrameLimits.MAX_SEQUENCE)) {
            return range("sequence", frame.sequence(), 0, FrameLimits.MAX_SEQUENCE);
        }
        if (frame.uptimeMillis() != null && (frame.uptimeMillis() < 0 || frame.uptimeMillis() > MAX_UPTIME_MILLIS)) {
            return range("uptimeMillis", frame.uptimeMillis(), 0, MAX_UPTIME_MILLIS);
        }
        if (frame.revision() < 0 || frame.revision() > FrameLimits.MAX_REVISION) {
            return range("revision", frame.revision(), 0, FrameLimits.MAX_REVISION);
        }
        Long observedAt = frame.observedAtMillis();
        if (observedAt == null) {
            boolean timed = frame.bootId() != null && frame.sequence() != null && frame.uptimeMillis() != null;
            return timed
                    ? null
                    : new FrameRejection(
                            Reason.TIME_MISSING,
                            "a frame without observedAt must have bootId, sequence and uptimeMillis");
        }
        if (observedAt < EARLIEST_MILLIS || observedAt > LATEST_MILLIS) {
            return new FrameRejection(
                    Reason.TIME_OUT_OF_RANGE,
                    "observedAt " + observedAt + " ms is not between 2000-01-01 and 2100-01-01");
        }
        return null;
    }

    private static @Nullable FrameRejection checkDevice(
            Catalogue catalogue, Frame frame, int index, Frame.Device device) {
        if (!SerialNumber.isValid(device.serialNumber())) {
            return malformed("serial number of device " + index + " is not " + SerialNumber.ALLOWED);
        }
        String at = "device '" + device.serialNumber() + "': ";
        DeviceType type = catalogue.deviceType(device.typeCode());
        if (type == null) {
            return new FrameRejection(
                    Reason.UNKNOWN_DEVICE_TYPE,
                    at + "type code " + device.typeCode() + " is none of " + catalogue.deviceTypes());
        }
        int parent = device.parentIndex();
        if (parent != Frame.Device.NO_PARENT) {
            if (parent < 0 || parent >= index) {
                return malformed(at + "parent index " + parent + " is not that of an earlier device");
            }
            DeviceType parentType =
                    catalogue.deviceType(frame.devices().get(parent).typeCode());
            if (type.category() != Category.BATTERIES || parentType == null || parentType.category() != Category.BMS) {
                return malformed(at + "only Batteries are part of a device, and that device is a BMS");
            }
        }
        if (type.category() != Category.BATTERIES
                && !(device.cells().isEmpty() && device.temperatures().isEmpty())) {
            return malformed(at + "only Batteries have cells and temperatures, not " + type.path());
        }
        FrameRejection broken = checkCells(at, device.cells());
        if (broken == null) {
            broken = checkTemperatures(at, device.temperatures());
        }
        return broken == null ? checkPoints(at, device) : broken;
    }

    private static @Nullable FrameRejection checkCells(String at, List<Frame.Cell> cells) {
        if (cells.size() > FrameLimits.MAX_CELLS_PER_DEVICE) {
            return range(at + "cells", cells.size(), 0, FrameLimits.MAX_CELLS_PER_DEVICE);
        }
        for (Frame.Cell cell : cells) {
            if (cell.millivolts() != Frame.Cell.ABSENT
                    && (cell.millivolts() < 0 || cell.millivolts() > Frame.Cell.MAX_MILLIVOLTS)) {
                return range(at + "cell voltage in mV", cell.millivolts(), 0, Frame.Cell.MAX_MILLIVOLTS);
            }
            if ((cell.quality() & ~LOGGER_QUALITY_BITS) != 0) {
                return quality(at, cell.quality());
            }
        }
        return null;
    }

    private static @Nullable FrameRejection checkTemperatures(String at, List<Frame.Temperature> temperatures) {
        if (temperatures.size() > FrameLimits.MAX_TEMPERATURES_PER_DEVICE) {
            return range(at + "temperatures", temperatures.size(), 0, FrameLimits.MAX_TEMPERATURES_PER_DEVICE);
        }
        for (Frame.Temperature temperature : temperatures) {
            if (temperature.centiCelsius() < Short.MIN_VALUE || temperature.centiCelsius() > Short.MAX_VALUE) {
                return range(
                        at + "temperature in 0.01 °C", temperature.centiCelsius(), Short.MIN_VALUE, Short.MAX_VALUE);
            }
            if ((temperature.quality() & ~LOGGER_QUALITY_BITS) != 0) {
                return quality(at, temperature.quality());
            }
        }
        return null;
    }

    private static @Nullable FrameRejection checkPoints(String at, Frame.Device device) {
        int count = device.readings().size() + device.texts().size();
        if (count > FrameLimits.MAX_POINTS_PER_DEVICE) {
            return range(at + "points", count, 0, FrameLimits.MAX_POINTS_PER_DEVICE);
        }
        Set<Long> seen = new HashSet<>();
        for (Frame.Reading reading : device.readings()) {
            if (reading.scale() < 0 || reading.scale() > MAX_SCALE) {
                return range(at + "scale of point " + reading.pointId(), reading.scale(), 0, MAX_SCALE);
            }
            if ((reading.quality() & ~LOGGER_QUALITY_BITS) != 0) {
                return quality(at, reading.quality());
            }
            FrameRejection broken = checkPointId(at, reading.pointId(), seen);
            if (broken != null) {
                return broken;
            }
        }
        for (Frame.Text text : device.texts()) {
            FrameRejection broken = checkPointId(at, text.pointId(), seen);
            if (broken != null) {
                return broken;
            }
            if (text.text().indexOf('\0') >= 0) {
                return malformed(at + "text of point " + text.pointId() + " contains a NUL character");
            }
        }
        return null;
    }

    private static @Nullable FrameRejection checkPointId(String at, long pointId, Set<Long> seen) {
        if (pointId < 0 || pointId > MAX_POINT_ID) {
            return range(at + "point id", pointId, 0, MAX_POINT_ID);
        }
        if (!seen.add(pointId)) {
            return new FrameRejection(Reason.DUPLICATE_POINT, at + "point " + pointId + " is there twice");
        }
        return null;
    }

    private static FrameRejection quality(String at, int quality) {
        return range(at + "quality", quality, 0, LOGGER_QUALITY_BITS);
    }

    private static FrameRejection malformed(String detail) {
        return new FrameRejection(Reason.MALFORMED, detail);
    }

    private static FrameRejection range(String what, long value, long least, long most) {
        return new FrameRejection(
                Reason.VALUE_OUT_OF_RANGE, what + " out of range: " + value + ", allowed: " + least + " to " + most);
    }
}
