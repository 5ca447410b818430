package io.busbar.frame;

import io.busbar.frame.sbe.GroupSizeEncodingDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder.CellsDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder.PointsDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder.TemperaturesDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder.TextsDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A frame in its binary form, read where it lies: nothing is copied, and nothing allocated but the texts that are asked for. For those who read
 * every frame of every logger; {@link FrameDecoder} makes values of one. It says what is there and judges nothing.
 *
 * <p>One view looks at one frame after the other, and its devices are good until the next. Confined to one thread.
 */
public final class FrameView {

    private static final int HISTORICAL = 1;
    private static final int NOWHERE = -1;
    private static final byte[] NOTHING = {};

    private byte[] frame = NOTHING;
    private int root;
    private int loggerSerialNumber;
    private Device[] devices = {};
    private int deviceCount;

    /**
     * Looks at a frame from now on.
     *
     * @throws IllegalArgumentException when the bytes are no frame: header, checksum or structure are not those of one
     */
    public FrameView wrap(byte[] bytes) {
        if (!FrameEnvelope.isWhole(bytes, 0) || !find(bytes, 0)) {
            throw new IllegalArgumentException("not a whole frame: length=" + bytes.length);
        }
        return this;
    }

    /**
     * Looks at the frame that begins there and ends where the bytes end, whatever its header and checksum; false when the structure is not that
     * of a frame, and then there is nothing to see. A frame that claims more than it holds ends elsewhere than at its checksum, or is read
     * beyond the bytes.
     */
    boolean find(byte[] bytes, int from) {
        frame = bytes;
        root = from + FrameEnvelope.HEADER_BYTES;
        boolean isFrame;
        try {
            isFrame = devices(bytes, root + LoggerFrameDecoder.BLOCK_LENGTH) == bytes.length - FrameChecksum.BYTES;
        } catch (IndexOutOfBoundsException e) {
            isFrame = false;
        }
        if (!isFrame) {
            letGo();
        }
        return isFrame;
    }

    /** Looks at nothing any more, so that the bytes can be forgotten. */
    void letGo() {
        frame = NOTHING;
        deviceCount = 0;
    }

    /** Finds everything from the devices on, and returns where the message ends. */
    private int devices(byte[] bytes, int from) {
        deviceCount = entries(bytes, from, DevicesDecoder.sbeBlockLength());
        if (deviceCount < 0 || deviceCount > FrameLimits.MAX_DEVICES) {
            return NOWHERE;
        }
        if (deviceCount > devices.length) {
            makeDevices();
        }
        int at = from + GroupSizeEncodingDecoder.ENCODED_LENGTH;
        for (int i = 0; i < deviceCount; i++) {
            at = devices[i].find(bytes, at);
            if (at < 0) {
                return NOWHERE;
            }
        }
        loggerSerialNumber = at;
        return behindText(bytes, at);
    }

    byte[] bytes() {
        return frame;
    }

    int flags() {
        return frame[root + LoggerFrameDecoder.flagsEncodingOffset()];
    }

    int reserved() {
        return frame[root + LoggerFrameDecoder.reservedEncodingOffset()];
    }

    long sequence() {
        return int64(root + LoggerFrameDecoder.sequenceEncodingOffset());
    }

    /** Where its length is, which its bytes follow. */
    int loggerSerialNumberAt() {
        return loggerSerialNumber;
    }

    /** Whether the logger has a clock and says when it looked. */
    public boolean isTimed() {
        return observedAtMillis() != LoggerFrameDecoder.observedAtMillisNullValue();
    }

    /** UTC, of a frame that {@linkplain #isTimed is timed}. */
    public long observedAtMillis() {
        return int64(root + LoggerFrameDecoder.observedAtMillisEncodingOffset());
    }

    /** Of a frame that is not timed. */
    public long bootId() {
        return int64(root + LoggerFrameDecoder.bootIdEncodingOffset());
    }

    /** Since boot; of a frame that is not timed. */
    public long uptimeMillis() {
        return int64(root + LoggerFrameDecoder.uptimeMillisEncodingOffset());
    }

    public boolean historical() {
        return (flags() & HISTORICAL) != 0;
    }

    /** Most significant half of the frame's {@link Precedence}. */
    public long precedenceHigh() {
        long bootId = bootId();
        return Precedence.high(
                uint16(root + LoggerFrameDecoder.revisionEncodingOffset()),
                bootId == LoggerFrameDecoder.bootIdNullValue() ? 0 : bootId);
    }

    /** Least significant half of the frame's {@link Precedence}. */
    public long precedenceLow() {
        long sequence = sequence();
        return Precedence.low(sequence == LoggerFrameDecoder.sequenceNullValue() ? 0 : sequence, frame);
    }

    public int deviceCount() {
        return deviceCount;
    }

    /** @param index from 0, in the order of the frame */
    public Device device(int index) {
        if (index >= deviceCount) {
            throw new IndexOutOfBoundsException("device " + index + " of " + deviceCount);
        }
        return devices[index];
    }

    /** One device of the frame. Lists are counted from 0. */
    public final class Device {

        private int block;
        private int points;
        private int pointCount;
        private int cells;
        private int cellCount;
        private int temperatures;
        private int temperatureCount;
        private int texts;
        private int textCount;
        private int serialNumber;

        private Device() {}

        /** Finds all lists of the device that begins there, and returns where it ends; {@link #NOWHERE} when they are not as the schema says. */
        private int find(byte[] bytes, int from) {
            block = from;
            int at = from + DevicesDecoder.sbeBlockLength();
            pointCount = entries(bytes, at, PointsDecoder.sbeBlockLength());
            points = at + GroupSizeEncodingDecoder.ENCODED_LENGTH;
            at = points + pointCount * PointsDecoder.sbeBlockLength();
            cellCount = entries(bytes, at, CellsDecoder.sbeBlockLength());
            cells = at + GroupSizeEncodingDecoder.ENCODED_LENGTH;
            at = cells + cellCount * CellsDecoder.sbeBlockLength();
            temperatureCount = entries(bytes, at, TemperaturesDecoder.sbeBlockLength());
            temperatures = at + GroupSizeEncodingDecoder.ENCODED_LENGTH;
            at = temperatures + temperatureCount * TemperaturesDecoder.sbeBlockLength();
            textCount = entries(bytes, at, TextsDecoder.sbeBlockLength());
            texts = at + GroupSizeEncodingDecoder.ENCODED_LENGTH;
            if ((pointCount | cellCount | temperatureCount | textCount) < 0) {
                return NOWHERE;
            }
            serialNumber = texts;
            for (int i = 0; i < textCount; i++) {
                serialNumber = behindText(bytes, serialNumber + TextsDecoder.sbeBlockLength());
            }
            return behindText(bytes, serialNumber);
        }

        public int typeCode() {
            return uint16(block + DevicesDecoder.deviceTypeEncodingOffset());
        }

        /** Index in the frame of the device that this one is part of, or {@link Frame.Device#NO_PARENT}. */
        public int parentIndex() {
            int parent = uint16(block + DevicesDecoder.parentIndexEncodingOffset());
            return parent == DeviceDecoder.NO_PARENT_ON_WIRE ? Frame.Device.NO_PARENT : parent;
        }

        public String serialNumber() {
            return textAt(serialNumber);
        }

        public int pointCount() {
            return pointCount;
        }

        public long pointId(int index) {
            return uint32(point(index) + PointsDecoder.pointIdEncodingOffset());
        }

        public long unscaled(int index) {
            return int64(point(index) + PointsDecoder.unscaledEncodingOffset());
        }

        public int scale(int index) {
            return frame[point(index) + PointsDecoder.scaleEncodingOffset()];
        }

        public int pointQuality(int index) {
            return Byte.toUnsignedInt(frame[point(index) + PointsDecoder.qualityEncodingOffset()]);
        }

        public int cellCount() {
            return cellCount;
        }

        /** As in {@link Frame.Cell}. */
        public int millivolts(int index) {
            return uint16(cell(index) + CellsDecoder.millivoltsEncodingOffset());
        }

        public int cellQuality(int index) {
            return Byte.toUnsignedInt(frame[cell(index) + CellsDecoder.qualityEncodingOffset()]);
        }

        public int temperatureCount() {
            return temperatureCount;
        }

        /** As in {@link Frame.Temperature}. */
        public short centiCelsius(int index) {
            return LittleEndian.int16(frame, temperature(index) + TemperaturesDecoder.centiCelsiusEncodingOffset());
        }

        public int temperatureQuality(int index) {
            return Byte.toUnsignedInt(frame[temperature(index) + TemperaturesDecoder.qualityEncodingOffset()]);
        }

        /** Where the first cell is. */
        int cellsAt() {
            return cells;
        }

        int textCount() {
            return textCount;
        }

        /** Where the first text is, the id of its point before it. */
        int textsAt() {
            return texts;
        }

        /** Where the length of the serial number is, which its bytes follow. */
        int serialNumberAt() {
            return serialNumber;
        }

        /** All texts, which are few. */
        public void forEachText(TextConsumer out) {
            int text = texts;
            for (int i = 0; i < textCount; i++) {
                long pointId = uint32(text + TextsDecoder.pointIdEncodingOffset());
                text += TextsDecoder.sbeBlockLength();
                out.accept(pointId, textAt(text));
                text = behindText(frame, text);
            }
        }

        private int point(int index) {
            return points + index * PointsDecoder.sbeBlockLength();
        }

        private int cell(int index) {
            return cells + index * CellsDecoder.sbeBlockLength();
        }

        private int temperature(int index) {
            return temperatures + index * TemperaturesDecoder.sbeBlockLength();
        }
    }

    /** Is told the texts of a device. */
    public interface TextConsumer {
        void accept(long pointId, String text);
    }

    private void makeDevices() {
        int known = devices.length;
        devices = Arrays.copyOf(devices, deviceCount);
        for (int i = known; i < deviceCount; i++) {
            devices[i] = new Device();
        }
    }

    /** How many entries the group has whose head is there; below 0 when they are not as long as the schema says. */
    private static int entries(byte[] bytes, int head, int entryBytes) {
        int entry = LittleEndian.uint16(bytes, head + GroupSizeEncodingDecoder.blockLengthEncodingOffset());
        int count = LittleEndian.uint16(bytes, head + GroupSizeEncodingDecoder.numInGroupEncodingOffset());
        return entry == entryBytes ? count : NOWHERE;
    }

    private static int behindText(byte[] bytes, int at) {
        return at + 1 + Byte.toUnsignedInt(bytes[at]);
    }

    private String textAt(int offset) {
        return new String(frame, offset + 1, Byte.toUnsignedInt(frame[offset]), StandardCharsets.UTF_8);
    }

    private int uint16(int offset) {
        return LittleEndian.uint16(frame, offset);
    }

    private long uint32(int offset) {
        return LittleEndian.uint32(frame, offset);
    }

    private long int64(int offset) {
        return LittleEndian.int64(frame, offset);
    }
}
