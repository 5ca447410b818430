package io.busbar.frame;

import io.busbar.frame.sbe.LoggerFrameDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder;
import io.busbar.frame.sbe.MessageHeaderDecoder;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the binary form of a frame. Agrona's bounds checks stay on: a frame that claims more than it holds is refused, never read past
 * its end. Stateless.
 */
public final class FrameDecoder {

    static final int NO_PARENT_ON_WIRE = 65_535;

    private static final int MIN_FRAME_BYTES =
            MessageHeaderDecoder.ENCODED_LENGTH + LoggerFrameDecoder.BLOCK_LENGTH + FrameChecksum.BYTES;

    private FrameDecoder() {}

    /**
     * Decodes a frame that the gate has let in.
     *
     * @throws IllegalArgumentException when the bytes are no frame, with the reason
     */
    public static Frame decode(byte[] frame) {
        FrameRejection envelope = inspectEnvelope(frame);
        if (envelope != null) {
            throw new IllegalArgumentException(envelope.detail());
        }
        return decodeMessage(frame);
    }

    /** Says what is wrong with length, checksum or header, or null. */
    static @Nullable FrameRejection inspectEnvelope(byte[] frame) {
        if (frame.length > FrameLimits.MAX_FRAME_BYTES) {
            return new FrameRejection(
                    FrameRejection.Reason.TOO_LARGE,
                    "frame longer than limit: length=" + frame.length + ", limit=" + FrameLimits.MAX_FRAME_BYTES);
        }
        if (frame.length < MIN_FRAME_BYTES) {
            return malformed(
                    "frame shorter than its fixed part: length=" + frame.length + ", least=" + MIN_FRAME_BYTES);
        }
        int carried = FrameChecksum.carried(frame);
        int computed = FrameChecksum.compute(frame);
        if (carried != computed) {
            return new FrameRejection(
                    FrameRejection.Reason.CHECKSUM,
                    "CRC-32C of the frame differs: carried=%08x, computed=%08x".formatted(carried, computed));
        }
        MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(new UnsafeBuffer(frame), 0);
        if (header.schemaId() != LoggerFrameDecoder.SCHEMA_ID
                || header.templateId() != LoggerFrameDecoder.TEMPLATE_ID) {
            return malformed("not a logger frame: schema=" + header.schemaId() + ", template=" + header.templateId()
                    + ", expected schema=" + LoggerFrameDecoder.SCHEMA_ID + ", template="
                    + LoggerFrameDecoder.TEMPLATE_ID);
        }
        if (header.version() != LoggerFrameDecoder.SCHEMA_VERSION
                || header.blockLength() != LoggerFrameDecoder.BLOCK_LENGTH) {
            return new FrameRejection(
                    FrameRejection.Reason.UNSUPPORTED_VERSION,
                    "frame schema version not supported: version=" + header.version() + ", block length="
                            + header.blockLength() + ", supported version=" + LoggerFrameDecoder.SCHEMA_VERSION);
        }
        return null;
    }

    /**
     * Decodes the message between header and checksum.
     *
     * @throws IllegalArgumentException when a group or text does not fit
     */
    static Frame decodeMessage(byte[] frame) {
        int messageBytes = frame.length - FrameChecksum.BYTES;
        UnsafeBuffer buffer = new UnsafeBuffer(frame, 0, messageBytes);
        LoggerFrameDecoder in = new LoggerFrameDecoder();
        try {
            in.wrap(
                    buffer,
                    MessageHeaderDecoder.ENCODED_LENGTH,
                    LoggerFrameDecoder.BLOCK_LENGTH,
                    LoggerFrameDecoder.SCHEMA_VERSION);
            Frame decoded = message(in);
            if (in.limit() != messageBytes) {
                throw new IllegalArgumentException(
                        "bytes left after the message: read=" + in.limit() + ", length=" + messageBytes);
            }
            return decoded;
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("frame ends inside a field: " + e.getMessage(), e);
        }
    }

    private static Frame message(LoggerFrameDecoder in) {
        int unknownFlags = in.flags().getRaw() & ~1;
        if (unknownFlags != 0) {
            throw new IllegalArgumentException(
                    "flags has bits that mean nothing: " + unknownFlags + ", allowed: 0 or 1");
        }
        DevicesDecoder groups = in.devices();
        requireGroup(
                "devices",
                groups.actingBlockLength(),
                DevicesDecoder.sbeBlockLength(),
                groups.count(),
                FrameLimits.MAX_DEVICES);
        List<Frame.Device> devices = new ArrayList<>(groups.count());
        while (groups.hasNext()) {
            devices.add(device(groups.next()));
        }
        byte[] logger = new byte[requireText("loggerSerialNumber", in.loggerSerialNumberLength())];
        in.getLoggerSerialNumber(logger, 0, logger.length);
        return new Frame(
                utf8("loggerSerialNumber", logger),
                orNull(in.bootId(), LoggerFrameDecoder.bootIdNullValue()),
                orNull(in.sequence(), LoggerFrameDecoder.sequenceNullValue()),
                orNull(in.observedAtMillis(), LoggerFrameDecoder.observedAtMillisNullValue()),
                orNull(in.uptimeMillis(), LoggerFrameDecoder.uptimeMillisNullValue()),
                in.revision(),
                in.flags().historical(),
                devices);
    }

    private static Frame.Device device(DevicesDecoder in) {
        int typeCode = in.deviceType();
        int parentIndex = in.parentIndex();

        DevicesDecoder.PointsDecoder points = in.points();
        requireGroup(
                "points",
                points.actingBlockLength(),
                DevicesDecoder.PointsDecoder.sbeBlockLength(),
                points.count(),
                FrameLimits.MAX_POINTS_PER_DEVICE);
        List<Frame.Reading> readings = new ArrayList<>(points.count());
        while (points.hasNext()) {
            points.next();
            readings.add(new Frame.Reading(points.pointId(), points.unscaled(), points.scale(), points.quality()));
        }
        DevicesDecoder.CellsDecoder cellGroup = in.cells();
        requireGroup(
                "cells",
                cellGroup.actingBlockLength(),
                DevicesDecoder.CellsDecoder.sbeBlockLength(),
                cellGroup.count(),
                FrameLimits.MAX_CELLS_PER_DEVICE);
        List<Frame.Cell> cells = new ArrayList<>(cellGroup.count());
        while (cellGroup.hasNext()) {
            cellGroup.next();
            cells.add(new Frame.Cell(cellGroup.millivolts(), cellGroup.quality()));
        }
        DevicesDecoder.TemperaturesDecoder temperatureGroup = in.temperatures();
        requireGroup(
                "temperatures",
                temperatureGroup.actingBlockLength(),
                DevicesDecoder.TemperaturesDecoder.sbeBlockLength(),
                temperatureGroup.count(),
                FrameLimits.MAX_TEMPERATURES_PER_DEVICE);
        List<Frame.Temperature> temperatures = new ArrayList<>(temperatureGroup.count());
        while (temperatureGroup.hasNext()) {
            temperatureGroup.next();
            temperatures.add(new Frame.Temperature(temperatureGroup.centiCelsius(), temperatureGroup.quality()));
        }
        DevicesDecoder.TextsDecoder textGroup = in.texts();
        requireGroup(
                "texts",
                textGroup.actingBlockLength(),
                DevicesDecoder.TextsDecoder.sbeBlockLength(),
                textGroup.count(),
                FrameLimits.MAX_POINTS_PER_DEVICE);
        List<Frame.Text> texts = new ArrayList<>(textGroup.count());
        while (textGroup.hasNext()) {
            textGroup.next();
            long pointId = textGroup.pointId();
            byte[] text = new byte[requireText("text of point " + pointId, textGroup.textLength())];
            textGroup.getText(text, 0, text.length);
            texts.add(new Frame.Text(pointId, utf8("text of point " + pointId, text)));
        }
        byte[] serialNumber = new byte[requireText("serialNumber", in.serialNumberLength())];
        in.getSerialNumber(serialNumber, 0, serialNumber.length);
        return new Frame.Device(
                utf8("serialNumber", serialNumber),
                typeCode,
                parentIndex == NO_PARENT_ON_WIRE ? Frame.Device.NO_PARENT : parentIndex,
                readings,
                texts,
                cells,
                temperatures);
    }

    private static void requireGroup(String name, int entryBytes, int expectedEntryBytes, int count, int limit) {
        if (entryBytes != expectedEntryBytes || count > limit) {
            throw new IllegalArgumentException("group " + name + " not as the schema says: entry length=" + entryBytes
                    + ", expected=" + expectedEntryBytes + ", count=" + count + ", limit=" + limit);
        }
    }

    private static int requireText(String name, int bytes) {
        if (bytes > FrameLimits.MAX_TEXT_BYTES) {
            throw new IllegalArgumentException(
                    name + " longer than limit: bytes=" + bytes + ", limit=" + FrameLimits.MAX_TEXT_BYTES);
        }
        return bytes;
    }

    private static String utf8(String name, byte[] bytes) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(name + " is not UTF-8", e);
        }
    }

    private static @Nullable Long orNull(long value, long nullValue) {
        return value == nullValue ? null : value;
    }

    private static FrameRejection malformed(String detail) {
        return new FrameRejection(FrameRejection.Reason.MALFORMED, detail);
    }
}
