package io.busbar.frame;

import io.busbar.fleet.SerialNumber;
import io.busbar.frame.FrameRejection.Reason;
import io.busbar.measure.Catalogue;
import io.busbar.measure.Category;
import io.busbar.measure.DeviceType;
import io.busbar.measure.Quality;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must hold for one device of a frame: who it is, what it is part of, its cells and temperatures. Stateless. */
final class DeviceRules {

    private static final int LOGGER_QUALITY_BITS = Quality.ESTIMATED | Quality.ROUNDED;

    private DeviceRules() {}

    static @Nullable FrameRejection check(Catalogue catalogue, Frame frame, int index) {
        Frame.Device device = frame.devices().get(index);
        if (!SerialNumber.isValid(device.serialNumber())) {
            return FrameRejection.malformed("serial number of device " + index + " is not " + SerialNumber.ALLOWED
                    + ": '" + device.serialNumber() + "'");
        }
        String at = "device '" + device.serialNumber() + "': ";
        DeviceType type = catalogue.deviceType(device.typeCode());
        if (type == null) {
            return new FrameRejection(
                    Reason.UNKNOWN_DEVICE_TYPE,
                    at + "type code " + device.typeCode() + " is none of "
                            + catalogue.deviceTypes().stream()
                                    .map(DeviceType::code)
                                    .toList());
        }
        FrameRejection broken = checkParent(catalogue, frame, index, type, at);
        if (broken == null) {
            broken = checkLists(device, type, at);
        }
        return broken == null ? PointRules.check(catalogue, type, device, at) : broken;
    }

    private static @Nullable FrameRejection checkParent(
            Catalogue catalogue, Frame frame, int index, DeviceType type, String at) {
        int parent = frame.devices().get(index).parentIndex();
        if (parent == Frame.Device.NO_PARENT) {
            return null;
        }
        if (parent < 0 || parent >= index) {
            return FrameRejection.malformed(at + "parent index " + parent + " is not that of an earlier device");
        }
        // The parent comes earlier, so its type was found to be known.
        DeviceType parentType = catalogue.deviceType(frame.devices().get(parent).typeCode());
        if (type.category() != Category.BATTERIES || parentType == null || parentType.category() != Category.BMS) {
            return FrameRejection.malformed(at + "only Batteries are part of a device, and that device is a BMS");
        }
        return null;
    }

    private static @Nullable FrameRejection checkLists(Frame.Device device, DeviceType type, String at) {
        List<Frame.Cell> cells = device.cells();
        List<Frame.Temperature> temperatures = device.temperatures();
        if (type.category() != Category.BATTERIES && !(cells.isEmpty() && temperatures.isEmpty())) {
            return FrameRejection.malformed(at + "only Batteries have cells and temperatures, not " + type.path());
        }
        if (cells.size() > FrameLimits.MAX_CELLS_PER_DEVICE) {
            return FrameRejection.outOfRange(at + "cells", cells.size(), 0, FrameLimits.MAX_CELLS_PER_DEVICE);
        }
        if (temperatures.size() > FrameLimits.MAX_TEMPERATURES_PER_DEVICE) {
            return FrameRejection.outOfRange(
                    at + "temperatures", temperatures.size(), 0, FrameLimits.MAX_TEMPERATURES_PER_DEVICE);
        }
        for (int i = 0; i < cells.size(); i++) {
            Frame.Cell cell = cells.get(i);
            if (cell.millivolts() > Frame.Cell.MAX_MILLIVOLTS && cell.millivolts() != Frame.Cell.ABSENT) {
                return FrameRejection.outOfRange(
                        at + "cell " + (i + 1) + " in mV", cell.millivolts(), 0, Frame.Cell.MAX_MILLIVOLTS);
            }
            if (!isLoggersToSet(cell.quality())) {
                return wrongQuality(at + "cell " + (i + 1), cell.quality());
            }
        }
        for (int i = 0; i < temperatures.size(); i++) {
            if (!isLoggersToSet(temperatures.get(i).quality())) {
                return wrongQuality(
                        at + "temperature " + (i + 1), temperatures.get(i).quality());
            }
        }
        return null;
    }

    /** The other bits are for the engine to set. */
    static boolean isLoggersToSet(int quality) {
        return (quality & ~LOGGER_QUALITY_BITS) == 0;
    }

    static FrameRejection wrongQuality(String at, int quality) {
        return new FrameRejection(
                Reason.VALUE_OUT_OF_RANGE,
                at + " has quality bits that a logger may not set: " + quality + ", allowed: " + Quality.ESTIMATED
                        + " estimated, " + Quality.ROUNDED + " rounded");
    }
}
