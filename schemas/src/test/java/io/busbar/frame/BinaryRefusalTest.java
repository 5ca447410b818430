package io.busbar.frame;

import static io.busbar.frame.Gate.assertBinaryRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.frame.FrameRejection.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BinaryRefusalTest {

    private static final long OBSERVED_AT = 1_706_924_640_000L;

    /** Where fields of {@link #plainFrame} lie, see docs/frame.md. */
    private static final int BLOCK_LENGTH = 0;

    private static final int TEMPLATE = 2;
    private static final int SCHEMA = 4;
    private static final int VERSION = 6;
    private static final int FLAGS = 42;
    private static final int RESERVED = 43;
    private static final int DEVICES_ENTRY_LENGTH = 44;
    private static final int DEVICES_COUNT = 46;
    private static final int CELLS_ENTRY_LENGTH = 56;
    private static final int POINTS_COUNT = 54;
    private static final int SERIAL_NUMBER_LENGTH = 68;
    private static final int SERIAL_NUMBER = 69;

    private static byte[] plainFrame() {
        return FrameEncoder.encode(frame(device("D", 21)));
    }

    private static Frame frame(Frame.Device... devices) {
        return new Frame(Gate.LOGGER, null, null, OBSERVED_AT, null, 0, false, List.of(devices));
    }

    private static Frame.Device device(String serialNumber, int type) {
        return device(serialNumber, type, Frame.Device.NO_PARENT, List.of(), List.of());
    }

    private static Frame.Device device(
            String serialNumber, int type, int parent, List<Frame.Reading> readings, List<Frame.Text> texts) {
        return new Frame.Device(serialNumber, type, parent, readings, texts, List.of(), List.of());
    }

    private static Frame.Device pack(List<Frame.Cell> cells, List<Frame.Temperature> temperatures) {
        return new Frame.Device("P", 11, Frame.Device.NO_PARENT, List.of(), List.of(), cells, temperatures);
    }

    private static byte[] withShort(int offset, int value) {
        byte[] frame = plainFrame();
        ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putShort(offset, (short) value);
        FrameChecksum.write(frame);
        return frame;
    }

    private static byte[] withByte(int offset, int value) {
        byte[] frame = plainFrame();
        frame[offset] = (byte) value;
        FrameChecksum.write(frame);
        return frame;
    }

    private static void assertRefused(Frame frame, Reason reason, String detail) {
        assertBinaryRefused(FrameEncoder.encode(frame), reason, detail);
    }

    @Test
    void acceptsTheFrameThatTheOthersDamage() {
        assertThat(Gate.binary(plainFrame())).isInstanceOf(FrameOutcome.Valid.class);
        assertThat(plainFrame()[SERIAL_NUMBER]).isEqualTo((byte) 'D');
    }

    @Test
    void refusesBytesThatAreNoFrame() {
        assertBinaryRefused(new byte[0], Reason.MALFORMED, "frame shorter than its fixed part: length=0, least=48");
        assertBinaryRefused(new byte[47], Reason.MALFORMED, "frame shorter than its fixed part: length=47, least=48");
        assertBinaryRefused(new byte[65_537], Reason.TOO_LARGE, "frame longer than limit: length=65537, limit=65536");
        assertBinaryRefused(
                withShort(SCHEMA, 1),
                Reason.MALFORMED,
                "not a logger frame: schema=1, template=1, expected schema=1112, template=1");
        assertBinaryRefused(
                withShort(TEMPLATE, 2),
                Reason.MALFORMED,
                "not a logger frame: schema=1112, template=2, expected schema=1112, template=1");
    }

    @Test
    void refusesAnotherChecksum() {
        byte[] frame = GoldenFrame.WITHOUT_CLOCK.bytes();
        frame[frame.length - 1] = 0;

        assertBinaryRefused(
                frame, Reason.CHECKSUM, "CRC-32C of the frame differs: carried=004c345b, computed=764c345b");
        assertThatThrownBy(() -> FrameDecoder.decode(frame))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("CRC-32C of the frame differs: carried=004c345b, computed=764c345b");
    }

    @Test
    void refusesAnotherVersion() {
        assertBinaryRefused(
                withShort(VERSION, 1),
                Reason.UNSUPPORTED_VERSION,
                "frame schema version not supported: version=1, supported=0");
    }

    @Test
    void refusesAnotherStructure() {
        assertBinaryRefused(
                withShort(BLOCK_LENGTH, 37),
                Reason.MALFORMED,
                "root block not as the schema says: length=37, expected=36");
        assertBinaryRefused(
                withByte(FLAGS, 3), Reason.MALFORMED, "flags has bits that mean nothing: 3, allowed: 0 or 1");
        assertBinaryRefused(withByte(RESERVED, 255), Reason.MALFORMED, "reserved byte is not 0: 255");
        assertBinaryRefused(
                withShort(DEVICES_ENTRY_LENGTH, 0),
                Reason.MALFORMED,
                "group devices not as the schema says: entry length=0, expected=4");
        assertBinaryRefused(
                withShort(CELLS_ENTRY_LENGTH, 65_535),
                Reason.MALFORMED,
                "group cells not as the schema says: entry length=65535, expected=3");
        assertBinaryRefused(withShort(DEVICES_COUNT, 2), Reason.MALFORMED, "frame ends inside a field: length=76");
        assertBinaryRefused(withShort(POINTS_COUNT, 1024), Reason.MALFORMED, "frame ends inside a field: length=76");
        assertBinaryRefused(
                withByte(SERIAL_NUMBER_LENGTH, 64), Reason.MALFORMED, "frame ends inside a field: length=76");
        assertBinaryRefused(withByte(SERIAL_NUMBER, 0xFF), Reason.MALFORMED, "serialNumber is not UTF-8");
        byte[] longer = Arrays.copyOf(plainFrame(), 80);
        FrameChecksum.write(longer);
        assertBinaryRefused(
                longer,
                Reason.MALFORMED,
                "bytes between the message and its checksum: message ends at 72, checksum at 76");
    }

    @Test
    void refusesGroupsAndTextsBeyondTheirLimits() {
        assertBinaryRefused(
                withShort(DEVICES_COUNT, 257),
                Reason.VALUE_OUT_OF_RANGE,
                "entries of group devices out of range: 257, allowed: 0 to 256");
        assertBinaryRefused(
                withShort(POINTS_COUNT, 65_535),
                Reason.VALUE_OUT_OF_RANGE,
                "entries of group points out of range: 65535, allowed: 0 to 1024");
        assertBinaryRefused(
                withShort(POINTS_COUNT + 4, 513),
                Reason.VALUE_OUT_OF_RANGE,
                "entries of group cells out of range: 513, allowed: 0 to 512");
        assertBinaryRefused(
                withShort(POINTS_COUNT + 8, 129),
                Reason.VALUE_OUT_OF_RANGE,
                "entries of group temperatures out of range: 129, allowed: 0 to 128");
        assertBinaryRefused(
                withShort(POINTS_COUNT + 12, 1025),
                Reason.VALUE_OUT_OF_RANGE,
                "entries of group texts out of range: 1025, allowed: 0 to 1024");
        assertBinaryRefused(
                withByte(SERIAL_NUMBER_LENGTH, 65),
                Reason.VALUE_OUT_OF_RANGE,
                "length of serialNumber in bytes out of range: 65, allowed: 0 to 64");
    }

    @Test
    void refusesTheFrameOfAnotherLogger() {
        Frame frame = new Frame("M", null, null, OBSERVED_AT, null, 0, false, List.of(device("D", 21)));

        assertRefused(frame, Reason.WRONG_LOGGER, "frame of logger 'M' sent by logger 'L'");
    }

    @Test
    void refusesAFrameWithoutTimeOrDevices() {
        assertRefused(
                new Frame(Gate.LOGGER, 1L, 2L, null, null, 0, false, List.of(device("D", 21))),
                Reason.TIME_MISSING,
                "a frame without observedAt must have bootId, sequence and uptimeMillis");
        assertRefused(
                new Frame(Gate.LOGGER, null, null, -1L, null, 0, false, List.of(device("D", 21))),
                Reason.TIME_OUT_OF_RANGE,
                "observedAt -1 ms is not between 2000-01-01 and 2100-01-01");
        assertRefused(
                new Frame(Gate.LOGGER, Long.MAX_VALUE, null, OBSERVED_AT, null, 0, false, List.of(device("D", 21))),
                Reason.VALUE_OUT_OF_RANGE,
                "bootId out of range: 9223372036854775807, allowed: 0 to 281474976710655");
        assertRefused(frame(), Reason.VALUE_OUT_OF_RANGE, "devices out of range: 0, allowed: 1 to 256");
    }

    @Test
    void refusesDevicesThatDoNotBelongTogether() {
        assertRefused(
                frame(device("D", 99)),
                Reason.UNKNOWN_DEVICE_TYPE,
                "device 'D': type code 99 is none of [1, 2, 3, 11, 12, 21]");
        assertRefused(
                frame(device("D", 1), device("D", 1)), Reason.DUPLICATE_DEVICE, "device 'D' is in the frame twice");
        assertRefused(
                frame(device("-D", 1)),
                Reason.MALFORMED,
                "serial number of device 0 is not 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit: '-D'");
        assertRefused(
                frame(device("P", 11, 0, List.of(), List.of())),
                Reason.MALFORMED,
                "device 'P': parent index 0 is not that of an earlier device");
        assertRefused(
                frame(device("P", 11, 65_534, List.of(), List.of())),
                Reason.MALFORMED,
                "device 'P': parent index 65534 is not that of an earlier device");
        assertRefused(
                frame(device("B", 1), device("C", 1, 0, List.of(), List.of())),
                Reason.MALFORMED,
                "device 'C': only Batteries are part of a device, and that device is a BMS");
    }

    @Test
    void refusesValuesOutOfRange() {
        assertRefused(
                frame(pack(List.of(new Frame.Cell(3300, 0), new Frame.Cell(32_768, 0)), List.of())),
                Reason.VALUE_OUT_OF_RANGE,
                "device 'P': cell 2 in mV out of range: 32768, allowed: 0 to 32767");
        assertRefused(
                frame(pack(List.of(new Frame.Cell(3300, 2)), List.of())),
                Reason.VALUE_OUT_OF_RANGE,
                "device 'P': cell 1 has quality bits that a logger may not set: 2, allowed: 1 estimated, 4 rounded");
        assertRefused(
                frame(pack(List.of(), List.of(new Frame.Temperature(0, 255)))),
                Reason.VALUE_OUT_OF_RANGE,
                "device 'P': temperature 1 has quality bits that a logger may not set: 255, allowed: 1 estimated, 4 rounded");
        assertReadingRefused(
                new Frame.Reading(1100, 1, 0, 8),
                Reason.VALUE_OUT_OF_RANGE,
                "device 'B': point 1100 has quality bits that a logger may not set: 8, allowed: 1 estimated, 4 rounded");
        assertReadingRefused(
                new Frame.Reading(1100, 1, -1, 0),
                Reason.VALUE_OUT_OF_RANGE,
                "device 'B': scale of point 1100 out of range: -1, allowed: 0 to 12");
        assertReadingRefused(
                new Frame.Reading(1100, 1, 13, 0),
                Reason.VALUE_OUT_OF_RANGE,
                "device 'B': scale of point 1100 out of range: 13, allowed: 0 to 12");
        assertReadingRefused(
                new Frame.Reading(4_294_967_295L, 1, 0, 0),
                Reason.VALUE_OUT_OF_RANGE,
                "device 'B': point id out of range: 4294967295, allowed: 0 to 4294967294");
    }

    @Test
    void refusesAPointThatIsThereTwice() {
        assertRefused(
                frame(device(
                        "B",
                        1,
                        Frame.Device.NO_PARENT,
                        List.of(new Frame.Reading(50, 1, 0, 0)),
                        List.of(new Frame.Text(50, "1")))),
                Reason.DUPLICATE_POINT,
                "device 'B': point 50 is there twice");
        assertRefused(
                frame(new Frame.Device(
                        "P",
                        12,
                        Frame.Device.NO_PARENT,
                        List.of(new Frame.Reading(10_300, 3300, 3, 0)),
                        List.of(),
                        List.of(new Frame.Cell(3300, 0)),
                        List.of())),
                Reason.MALFORMED,
                "device 'P': point 10300 is cell 1, which is in the list of cells too");
    }

    @Test
    void refusesTextsThatCannotBeStored() {
        assertRefused(
                frame(device("B", 1, Frame.Device.NO_PARENT, List.of(), List.of(new Frame.Text(50, "a\0")))),
                Reason.MALFORMED,
                "device 'B': text of point 50 contains a NUL character");
        assertThatThrownBy(() -> FrameEncoder.encode(frame(device(
                        "B", 1, Frame.Device.NO_PARENT, List.of(), List.of(new Frame.Text(50, "a".repeat(65)))))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("length > maxValue for type: 65");
    }

    @Test
    void refusesMorePointsThanTheLimit() {
        List<Frame.Reading> readings = IntStream.range(0, 1000)
                .mapToObj(i -> new Frame.Reading(i, 0, 0, 0))
                .toList();
        List<Frame.Text> texts =
                IntStream.range(1000, 1025).mapToObj(i -> new Frame.Text(i, "")).toList();

        assertRefused(
                frame(device("B", 1, Frame.Device.NO_PARENT, readings, texts)),
                Reason.VALUE_OUT_OF_RANGE,
                "device 'B': points out of range: 1025, allowed: 0 to 1024");
    }

    @Test
    void acceptsWhatOnlyTheCatalogueWouldDoubt() {
        Frame frame = frame(device(
                "B",
                1,
                Frame.Device.NO_PARENT,
                List.of(
                        new Frame.Reading(50, 201, 2, 0),
                        new Frame.Reading(10_000_012, 3, 3, 0),
                        new Frame.Reading(4_294_967_294L, Long.MIN_VALUE, 12, 5)),
                List.of(new Frame.Text(1400, "full"), new Frame.Text(0, ""))));

        assertThat(Gate.binary(FrameEncoder.encode(frame))).isInstanceOf(FrameOutcome.Valid.class);
    }

    private static void assertReadingRefused(Frame.Reading reading, Reason reason, String detail) {
        assertRefused(frame(device("B", 1, Frame.Device.NO_PARENT, List.of(reading), List.of())), reason, detail);
    }
}
