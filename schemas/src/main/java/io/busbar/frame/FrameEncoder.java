package io.busbar.frame;

import io.busbar.frame.sbe.FrameFlagsEncoder;
import io.busbar.frame.sbe.LoggerFrameEncoder;
import io.busbar.frame.sbe.LoggerFrameEncoder.DevicesEncoder;
import io.busbar.frame.sbe.MessageHeaderEncoder;
import java.util.Arrays;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/** Writes the binary form of a frame, its CRC-32C included. Stateless. */
public final class FrameEncoder {

    private FrameEncoder() {}

    /**
     * Encodes a frame, whether or not the gate would let it in.
     *
     * @throws IllegalArgumentException when there are more entries than a group can count
     * @throws IllegalStateException when a text or serial number is longer than {@link FrameLimits#MAX_TEXT_BYTES}
     */
    public static byte[] encode(Frame frame) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1024);
        LoggerFrameEncoder out = new LoggerFrameEncoder();
        out.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        out.bootId(orNull(frame.bootId(), LoggerFrameEncoder.bootIdNullValue()))
                .sequence(orNull(frame.sequence(), LoggerFrameEncoder.sequenceNullValue()))
                .observedAtMillis(orNull(frame.observedAtMillis(), LoggerFrameEncoder.observedAtMillisNullValue()))
                .uptimeMillis(orNull(frame.uptimeMillis(), LoggerFrameEncoder.uptimeMillisNullValue()))
                .revision(frame.revision())
                .reserved((short) 0);
        FrameFlagsEncoder flags = out.flags().clear();
        flags.historical(frame.historical());
        DevicesEncoder devices = out.devicesCount(frame.devices().size());
        frame.devices().forEach(device -> encode(devices.next(), device));
        out.loggerSerialNumber(frame.loggerSerialNumber());

        int messageBytes = MessageHeaderEncoder.ENCODED_LENGTH + out.encodedLength();
        byte[] bytes = Arrays.copyOf(buffer.byteArray(), messageBytes + FrameChecksum.BYTES);
        FrameChecksum.write(bytes);
        return bytes;
    }

    private static void encode(DevicesEncoder out, Frame.Device device) {
        out.deviceType(device.typeCode());
        out.parentIndex(
                device.parentIndex() == Frame.Device.NO_PARENT
                        ? DeviceDecoder.NO_PARENT_ON_WIRE
                        : device.parentIndex());
        DevicesEncoder.PointsEncoder points = out.pointsCount(device.readings().size());
        for (Frame.Reading reading : device.readings()) {
            points.next()
                    .pointId(reading.pointId())
                    .unscaled(reading.unscaled())
                    .scale((byte) reading.scale())
                    .quality((short) reading.quality());
        }
        DevicesEncoder.CellsEncoder cells = out.cellsCount(device.cells().size());
        for (Frame.Cell cell : device.cells()) {
            cells.next().millivolts(cell.millivolts()).quality((short) cell.quality());
        }
        DevicesEncoder.TemperaturesEncoder temperatures =
                out.temperaturesCount(device.temperatures().size());
        for (Frame.Temperature temperature : device.temperatures()) {
            temperatures.next().centiCelsius((short) temperature.centiCelsius()).quality((short) temperature.quality());
        }
        DevicesEncoder.TextsEncoder texts = out.textsCount(device.texts().size());
        for (Frame.Text text : device.texts()) {
            texts.next().pointId(text.pointId()).text(text.text());
        }
        out.serialNumber(device.serialNumber());
    }

    private static long orNull(@Nullable Long value, long nullValue) {
        return value == null ? nullValue : value;
    }
}
