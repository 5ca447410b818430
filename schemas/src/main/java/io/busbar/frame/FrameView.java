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

    private static final int ROOT = FrameEnvelope.HEADER_BYTES;
    private static final int HISTORICAL = 1;
    private static final byte[] NOTHING = {};

    private byte[] frame = NOTHING;
    private Device[] devices = {};
    private int deviceCount;

    /** Where the next group or text is, while a frame is gone through. */
    private int at;

    /**
     * Looks at a frame from now on.
     *
     * @throws IllegalArgumentException when the bytes are no frame: header, checksum or structure are not those of one
     */
    public FrameView wrap(byte[] bytes) {
        if (!FrameEnvelope.isWhole(bytes, 0)) {
            throw new IllegalArgumentException("not a whole frame: length=" + bytes.length);
        }
        frame = bytes;
        int end = bytes.length - FrameChecksum.BYTES;
        try {
            at = ROOT + LoggerFrameDecoder.BLOCK_LENGTH;
            deviceCount = group(DevicesDecoder.sbeBlockLength());
            requireDevices();
            for (int i = 0; i < deviceCount; i++) {
                devices[i].find();
            }
            text();
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("frame ends inside a field: length=" + bytes.length, e);
        }
        if (at != end) {
            throw new IllegalArgumentException("message ends at " + at + ", checksum at " + end);
        }
        return this;
    }

    /** Whether the logger has a clock and says when it looked. */
    public boolean isTimed() {
        return observedAtMillis() != LoggerFrameDecoder.observedAtMillisNullValue();
    }

    /** UTC, of a frame that {@linkplain #isTimed is timed}. */
    public long observedAtMillis() {
        return int64(ROOT + LoggerFrameDecoder.observedAtMillisEncodingOffset());
    }

    /** Of a frame that is not timed. */
    public long bootId() {
        return int64(ROOT + LoggerFrameDecoder.bootIdEncodingOffset());
    }

    /** Since boot; of a frame that is not timed. */
    public long uptimeMillis() {
        return int64(ROOT + LoggerFrameDecoder.uptimeMillisEncodingOffset());
    }

    public boolean historical() {
        return (frame[ROOT + LoggerFrameDecoder.flagsEncodingOffset()] & HISTORICAL) != 0;
    }

    /** Most significant half of the frame's {@link Precedence}. */
    public long precedenceHigh() {
        long bootId = bootId();
        return Precedence.high(
                uint16(ROOT + LoggerFrameDecoder.revisionEncodingOffset()),
                bootId == LoggerFrameDecoder.bootIdNullValue() ? 0 : bootId);
    }

    /** Least significant half of the frame's {@link Precedence}. */
    public long precedenceLow() {
        long sequence = int64(ROOT + LoggerFrameDecoder.sequenceEncodingOffset());
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

        private void find() {
            block = at;
            at += DevicesDecoder.sbeBlockLength();
            pointCount = group(PointsDecoder.sbeBlockLength());
            points = at;
            at += pointCount * PointsDecoder.sbeBlockLength();
            cellCount = group(CellsDecoder.sbeBlockLength());
            cells = at;
            at += cellCount * CellsDecoder.sbeBlockLength();
            temperatureCount = group(TemperaturesDecoder.sbeBlockLength());
            temperatures = at;
            at += temperatureCount * TemperaturesDecoder.sbeBlockLength();
            textCount = group(TextsDecoder.sbeBlockLength());
            texts = at;
            for (int i = 0; i < textCount; i++) {
                at += TextsDecoder.sbeBlockLength();
                text();
            }
            serialNumber = at;
            text();
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

        /** All texts, which are few. */
        public void forEachText(TextConsumer out) {
            int text = texts;
            for (int i = 0; i < textCount; i++) {
                long pointId = uint32(text + TextsDecoder.pointIdEncodingOffset());
                text += TextsDecoder.sbeBlockLength();
                out.accept(pointId, textAt(text));
                text += 1 + Byte.toUnsignedInt(frame[text]);
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

    private void requireDevices() {
        if (deviceCount > FrameLimits.MAX_DEVICES) {
            throw new IllegalArgumentException(
                    "more devices than a frame may have: " + deviceCount + ", allowed: " + FrameLimits.MAX_DEVICES);
        }
        if (deviceCount <= devices.length) {
            return;
        }
        int known = devices.length;
        devices = Arrays.copyOf(devices, deviceCount);
        for (int i = known; i < deviceCount; i++) {
            devices[i] = new Device();
        }
    }

    /** Passes over the head of a group and returns how many entries follow. */
    private int group(int entryBytes) {
        int entry = uint16(at + GroupSizeEncodingDecoder.blockLengthEncodingOffset());
        int count = uint16(at + GroupSizeEncodingDecoder.numInGroupEncodingOffset());
        if (entry != entryBytes) {
            throw new IllegalArgumentException(
                    "group not as the schema says: entry length=" + entry + ", expected=" + entryBytes);
        }
        at += GroupSizeEncodingDecoder.ENCODED_LENGTH;
        return count;
    }

    /** Passes over a text. */
    private void text() {
        at += 1 + Byte.toUnsignedInt(frame[at]);
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
