package io.busbar.frame;

import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder.CellsDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder.PointsDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder.TemperaturesDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder.TextsDecoder;
import java.util.ArrayList;
import java.util.List;

/** Reads one device of the binary form. The groups must be read in the order of the schema. Stateless. */
final class DeviceDecoder {

    static final int NO_PARENT_ON_WIRE = 65_535;

    private DeviceDecoder() {}

    static Frame.Device device(DevicesDecoder in) {
        int typeCode = in.deviceType();
        int parentIndex = in.parentIndex() == NO_PARENT_ON_WIRE ? Frame.Device.NO_PARENT : in.parentIndex();
        List<Frame.Reading> readings = readings(in.points());
        List<Frame.Cell> cells = cells(in.cells());
        List<Frame.Temperature> temperatures = temperatures(in.temperatures());
        List<Frame.Text> texts = texts(in.texts());
        String serialNumber = text("serialNumber", in.serialNumberLength(), in::getSerialNumber);
        return new Frame.Device(serialNumber, typeCode, parentIndex, readings, texts, cells, temperatures);
    }

    private static List<Frame.Reading> readings(PointsDecoder in) {
        requireGroup(
                "points",
                in.actingBlockLength(),
                PointsDecoder.sbeBlockLength(),
                in.count(),
                FrameLimits.MAX_POINTS_PER_DEVICE);
        Frame.Reading[] readings = new Frame.Reading[in.count()];
        for (int i = 0; i < readings.length; i++) {
            in.next();
            readings[i] = new Frame.Reading(in.pointId(), in.unscaled(), in.scale(), in.quality());
        }
        return List.of(readings);
    }

    private static List<Frame.Cell> cells(CellsDecoder in) {
        requireGroup(
                "cells",
                in.actingBlockLength(),
                CellsDecoder.sbeBlockLength(),
                in.count(),
                FrameLimits.MAX_CELLS_PER_DEVICE);
        Frame.Cell[] cells = new Frame.Cell[in.count()];
        for (int i = 0; i < cells.length; i++) {
            in.next();
            cells[i] = new Frame.Cell(in.millivolts(), in.quality());
        }
        return List.of(cells);
    }

    private static List<Frame.Temperature> temperatures(TemperaturesDecoder in) {
        requireGroup(
                "temperatures",
                in.actingBlockLength(),
                TemperaturesDecoder.sbeBlockLength(),
                in.count(),
                FrameLimits.MAX_TEMPERATURES_PER_DEVICE);
        Frame.Temperature[] temperatures = new Frame.Temperature[in.count()];
        for (int i = 0; i < temperatures.length; i++) {
            in.next();
            temperatures[i] = new Frame.Temperature(in.centiCelsius(), in.quality());
        }
        return List.of(temperatures);
    }

    private static List<Frame.Text> texts(TextsDecoder in) {
        requireGroup(
                "texts",
                in.actingBlockLength(),
                TextsDecoder.sbeBlockLength(),
                in.count(),
                FrameLimits.MAX_POINTS_PER_DEVICE);
        List<Frame.Text> texts = new ArrayList<>(in.count());
        while (in.hasNext()) {
            in.next();
            long pointId = in.pointId();
            texts.add(new Frame.Text(pointId, text("text of point " + pointId, in.textLength(), in::getText)));
        }
        return texts;
    }

    /** The read method that SBE generates for a text: copies it and moves on behind it. */
    interface TextSource {
        int copyTo(byte[] target, int offset, int length);
    }

    static String text(String name, int bytes, TextSource source) {
        if (bytes > FrameLimits.MAX_TEXT_BYTES) {
            throw new Refusal(
                    FrameRejection.outOfRange("length of " + name + " in bytes", bytes, 0, FrameLimits.MAX_TEXT_BYTES));
        }
        byte[] encoded = new byte[bytes];
        source.copyTo(encoded, 0, bytes);
        String text = StrictUtf8.decode(encoded);
        if (text == null) {
            throw Refusal.malformed(name + " is not UTF-8");
        }
        return text;
    }

    static void requireGroup(String name, int entryBytes, int expectedEntryBytes, int count, int limit) {
        if (entryBytes != expectedEntryBytes) {
            throw Refusal.malformed("group " + name + " not as the schema says: entry length=" + entryBytes
                    + ", expected=" + expectedEntryBytes);
        }
        if (count > limit) {
            throw new Refusal(FrameRejection.outOfRange("entries of group " + name, count, 0, limit));
        }
    }
}
