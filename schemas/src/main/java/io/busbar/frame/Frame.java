package io.busbar.frame;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything one logger observed at one instant, as values. The binary form ({@link FrameEncoder}, {@link FrameDecoder}) is what
 * travels; the JSON form is transcoded to it at the door. The constructors throw an {@link IllegalArgumentException} for a number that
 * its field in the binary form cannot hold; which numbers are allowed is for the {@linkplain FrameGate gate} to say. Immutable.
 *
 * @param bootId changes with every start of the logger, 0 to 2^48 - 1; null when the logger does not count them
 * @param sequence of the frame since boot, 0 to 2^32 - 1; null when the logger does not count
 * @param observedAtMillis UTC; null when the logger has no clock, then boot id, sequence and uptime are there
 * @param uptimeMillis since boot; null when unknown
 * @param revision 0 at first; a correction of the same instant carries a higher one, up to 65,535
 * @param historical backlog: stored, never the latest value, never notifies
 */
public record Frame(
        String loggerSerialNumber,
        @Nullable Long bootId,
        @Nullable Long sequence,
        @Nullable Long observedAtMillis,
        @Nullable Long uptimeMillis,
        int revision,
        boolean historical,
        List<Device> devices) {

    public Frame {
        WireRange.require("revision", revision, 0, FrameLimits.MAX_REVISION);
        devices = List.copyOf(devices);
    }

    /**
     * A BMS, pack or the logger itself.
     *
     * @param typeCode code of the device type in the catalogue
     * @param parentIndex index in the frame of the device that this one is part of, or {@link #NO_PARENT}
     */
    public record Device(
            String serialNumber,
            int typeCode,
            int parentIndex,
            List<Reading> readings,
            List<Text> texts,
            List<Cell> cells,
            List<Temperature> temperatures) {

        public static final int NO_PARENT = -1;

        public Device {
            WireRange.require("device type code", typeCode, 0, WireRange.MAX_UINT16);
            WireRange.require("parent index", parentIndex, NO_PARENT, WireRange.MAX_UINT16 - 1);
            readings = List.copyOf(readings);
            texts = List.copyOf(texts);
            cells = List.copyOf(cells);
            temperatures = List.copyOf(temperatures);
        }
    }

    /** A number: unscaled * 10^-scale in the unit of the point. Quality bits: {@link io.busbar.measure.Quality}. */
    public record Reading(long pointId, long unscaled, int scale, int quality) {

        public Reading {
            WireRange.require("point id", pointId, 0, WireRange.MAX_UINT32);
            WireRange.require("scale", scale, Byte.MIN_VALUE, Byte.MAX_VALUE);
            WireRange.require("quality", quality, 0, WireRange.MAX_UINT8);
        }
    }

    /** A text of at most 64 bytes in UTF-8. */
    public record Text(long pointId, String text) {

        public Text {
            WireRange.require("point id", pointId, 0, WireRange.MAX_UINT32);
        }
    }

    /** A cell voltage in mV; cells are numbered from 1 in the order of the list. */
    public record Cell(int millivolts, int quality) {

        /** Sent for a sensor that is not there or not read. 0 means the same. */
        public static final int ABSENT = 65_535;

        public static final int MAX_MILLIVOLTS = Short.MAX_VALUE;

        public Cell {
            WireRange.require("cell voltage in mV", millivolts, 0, WireRange.MAX_UINT16);
            WireRange.require("quality", quality, 0, WireRange.MAX_UINT8);
        }

        public boolean isReading() {
            return millivolts != 0 && millivolts != ABSENT;
        }
    }

    /** A temperature in 0.01 °C; sensors are numbered from 1 in the order of the list. */
    public record Temperature(int centiCelsius, int quality) {

        /** Sent for a sensor that is not there or not read. */
        public static final int ABSENT = Short.MIN_VALUE;

        public Temperature {
            WireRange.require("temperature in 0.01 °C", centiCelsius, Short.MIN_VALUE, Short.MAX_VALUE);
            WireRange.require("quality", quality, 0, WireRange.MAX_UINT8);
        }

        public boolean isReading() {
            return centiCelsius != ABSENT;
        }
    }
}
