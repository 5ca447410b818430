package io.busbar.frame;

import io.busbar.fleet.SerialNumber;
import io.busbar.frame.sbe.GroupSizeEncodingDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder.CellsDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder.PointsDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder.TemperaturesDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder.TextsDecoder;
import io.busbar.measure.Catalogue;
import io.busbar.measure.Category;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import java.util.Arrays;

/**
 * Looks over the binary form of a frame without making anything of it. What it passes, {@link FrameDecoder} reads and {@link FrameRules} let
 * in. What it does not pass may be wrong, or only unusual: it is to be read, which also says what is wrong.
 *
 * <p>It reads the bytes where the schema says that they are, and not by the generated decoders, which check and move at every field: every
 * frame of every logger comes through here. Used for one frame after the other; confined to one thread.
 */
final class FrameScan {

    private static final int KNOWN_FLAGS = 1;
    private static final int REFUSED = -1;
    private static final byte[] NOTHING = {};

    /** Comparing every serial number with all before it is cheap up to here. */
    private static final int USUAL_DEVICES = 16;

    private final Catalogue catalogue;
    private final DeviceType[] types = new DeviceType[USUAL_DEVICES];

    /** Where the serial numbers begin and end. */
    private final int[] serialNumberAt = new int[USUAL_DEVICES];

    private final int[] serialNumberEnd = new int[USUAL_DEVICES];

    private byte[] frame = NOTHING;

    /** Where the next field is. */
    private int at;

    /** Where the checksum is. */
    private int end;

    /** Of the numbers of the device at hand. */
    private int pointCount;

    private long leastPoint;
    private long greatestPoint;
    private boolean hasCellPoint;
    private boolean hasTemperaturePoint;

    FrameScan(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Whether the bytes from there on are a frame of this logger that keeps every rule, and a usual one. */
    boolean passes(String loggerSerialNumber, byte[] bytes, int from) {
        if (!FrameEnvelope.isWhole(bytes, from)) {
            return false;
        }
        frame = bytes;
        at = from + FrameEnvelope.HEADER_BYTES;
        end = bytes.length - FrameChecksum.BYTES;
        try {
            return root() && devices() && isText(loggerSerialNumber) && at == end;
        } finally {
            frame = NOTHING;
        }
    }

    private boolean root() {
        int root = at;
        at += LoggerFrameDecoder.BLOCK_LENGTH;
        return (frame[root + LoggerFrameDecoder.flagsEncodingOffset()] & ~KNOWN_FLAGS) == 0
                && frame[root + LoggerFrameDecoder.reservedEncodingOffset()] == 0
                && isTimed(
                        int64(root + LoggerFrameDecoder.bootIdEncodingOffset()),
                        int64(root + LoggerFrameDecoder.sequenceEncodingOffset()),
                        int64(root + LoggerFrameDecoder.observedAtMillisEncodingOffset()),
                        int64(root + LoggerFrameDecoder.uptimeMillisEncodingOffset()));
    }

    private static boolean isTimed(long bootId, long sequence, long observedAtMillis, long uptimeMillis) {
        boolean hasBootId = bootId != LoggerFrameDecoder.bootIdNullValue();
        boolean hasSequence = sequence != LoggerFrameDecoder.sequenceNullValue();
        boolean hasUptime = uptimeMillis != LoggerFrameDecoder.uptimeMillisNullValue();
        if ((hasBootId && !isWithin(bootId, 0, FrameLimits.MAX_BOOT_ID))
                || (hasSequence && !isWithin(sequence, 0, FrameLimits.MAX_SEQUENCE))
                || (hasUptime && !isWithin(uptimeMillis, 0, FrameLimits.MAX_UPTIME_MILLIS))) {
            return false;
        }
        return observedAtMillis == LoggerFrameDecoder.observedAtMillisNullValue()
                ? hasBootId && hasSequence && hasUptime
                : isWithin(observedAtMillis, FrameLimits.EARLIEST_MILLIS, FrameLimits.LATEST_MILLIS);
    }

    private boolean devices() {
        int count = group(DevicesDecoder.sbeBlockLength());
        if (count < 1 || count > USUAL_DEVICES) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (!device(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean device(int index) {
        int block = at;
        if (!skip(DevicesDecoder.sbeBlockLength())) {
            return false;
        }
        DeviceType type = catalogue.deviceType(uint16(block + DevicesDecoder.deviceTypeEncodingOffset()));
        if (type == null) {
            return false;
        }
        boolean isPack = type.category() == Category.BATTERIES;
        int parent = uint16(block + DevicesDecoder.parentIndexEncodingOffset());
        boolean isAlone = parent == DeviceDecoder.NO_PARENT_ON_WIRE;
        if (!isAlone && (!isPack || parent >= index || types[parent].category() != Category.BMS)) {
            return false;
        }
        types[index] = type;
        return points(type, isPack) && cells(isPack) && temperatures(isPack) && texts() && serialNumber(index);
    }

    /** Ids that ascend are all different. */
    private boolean points(DeviceType type, boolean isPack) {
        int entry = PointsDecoder.sbeBlockLength();
        int count = group(entry);
        int first = at;
        if (count > FrameLimits.MAX_POINTS_PER_DEVICE || count == REFUSED || !skip(count * entry)) {
            return false;
        }
        pointCount = count;
        hasCellPoint = false;
        hasTemperaturePoint = false;
        leastPoint = count == 0 ? Long.MAX_VALUE : uint32(first + PointsDecoder.pointIdEncodingOffset());
        greatestPoint = -1;
        for (int point = first; point < at; point += entry) {
            long id = uint32(point + PointsDecoder.pointIdEncodingOffset());
            if (id <= greatestPoint
                    || id > FrameLimits.MAX_POINT_ID
                    || !isWithin(frame[point + PointsDecoder.scaleEncodingOffset()], 0, FrameLimits.MAX_SCALE)
                    || !DeviceRules.isLoggersToSet(frame[point + PointsDecoder.qualityEncodingOffset()])) {
                return false;
            }
            greatestPoint = id;
            MeasuringPoint known = isPack && id <= Integer.MAX_VALUE ? catalogue.point(type, (int) id) : null;
            hasCellPoint |= known != null && known.role() == Role.CELL_VOLTAGE;
            hasTemperaturePoint |= known != null && known.role() == Role.TEMPERATURE;
        }
        return true;
    }

    private boolean cells(boolean isPack) {
        int entry = CellsDecoder.sbeBlockLength();
        int count = group(entry);
        int first = at;
        if (count > FrameLimits.MAX_CELLS_PER_DEVICE
                || (count > 0 && (!isPack || hasCellPoint))
                || count == REFUSED
                || !skip(count * entry)) {
            return false;
        }
        for (int cell = first; cell < at; cell += entry) {
            int millivolts = uint16(cell + CellsDecoder.millivoltsEncodingOffset());
            if ((millivolts > Frame.Cell.MAX_MILLIVOLTS && millivolts != Frame.Cell.ABSENT)
                    || !DeviceRules.isLoggersToSet(frame[cell + CellsDecoder.qualityEncodingOffset()])) {
                return false;
            }
        }
        return true;
    }

    private boolean temperatures(boolean isPack) {
        int entry = TemperaturesDecoder.sbeBlockLength();
        int count = group(entry);
        int first = at;
        if (count > FrameLimits.MAX_TEMPERATURES_PER_DEVICE
                || (count > 0 && (!isPack || hasTemperaturePoint))
                || count == REFUSED
                || !skip(count * entry)) {
            return false;
        }
        for (int sensor = first; sensor < at; sensor += entry) {
            if (!DeviceRules.isLoggersToSet(frame[sensor + TemperaturesDecoder.qualityEncodingOffset()])) {
                return false;
            }
        }
        return true;
    }

    /** Those whose ids ascend, before or behind all numbers of the device, are points of their own. */
    private boolean texts() {
        int entry = TextsDecoder.sbeBlockLength();
        int count = group(entry);
        if (count == REFUSED || pointCount + count > FrameLimits.MAX_POINTS_PER_DEVICE) {
            return false;
        }
        long before = -1;
        for (int i = 0; i < count; i++) {
            int block = at;
            if (!skip(entry)) {
                return false;
            }
            long id = uint32(block + TextsDecoder.pointIdEncodingOffset());
            boolean isApart = id < leastPoint || id > greatestPoint;
            if (asciiText() == REFUSED || id <= before || id > FrameLimits.MAX_POINT_ID || !isApart) {
                return false;
            }
            before = id;
        }
        return true;
    }

    private boolean serialNumber(int index) {
        int bytes = text();
        if (bytes == REFUSED || !SerialNumber.isValid(frame, at - bytes, at)) {
            return false;
        }
        serialNumberAt[index] = at - bytes;
        serialNumberEnd[index] = at;
        for (int i = 0; i < index; i++) {
            if (Arrays.equals(frame, at - bytes, at, frame, serialNumberAt[i], serialNumberEnd[i])) {
                return false;
            }
        }
        return true;
    }

    private boolean isText(String expected) {
        int bytes = text();
        if (bytes != expected.length()) {
            return false;
        }
        for (int i = 0; i < bytes; i++) {
            if (frame[at - bytes + i] != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Passes over a text and returns its length; refused unless it is short. */
    private int text() {
        int bytes = at < end ? Byte.toUnsignedInt(frame[at]) : Integer.MAX_VALUE;
        return bytes <= FrameLimits.MAX_TEXT_BYTES && skip(1 + bytes) ? bytes : REFUSED;
    }

    /** The same; refused unless it is ASCII and without NUL, too. */
    private int asciiText() {
        int bytes = text();
        for (int i = at - bytes; i < at; i++) {
            if (frame[i] <= 0) {
                return REFUSED;
            }
        }
        return bytes;
    }

    /** Passes over the head of a group and returns how many entries follow; refused unless they are as long as the schema says. */
    private int group(int entryBytes) {
        int head = at;
        return skip(GroupSizeEncodingDecoder.ENCODED_LENGTH)
                        && uint16(head + GroupSizeEncodingDecoder.blockLengthEncodingOffset()) == entryBytes
                ? uint16(head + GroupSizeEncodingDecoder.numInGroupEncodingOffset())
                : REFUSED;
    }

    /** False when that is more than there is. */
    private boolean skip(int bytes) {
        at += bytes;
        return at <= end;
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

    private static boolean isWithin(long value, long least, long most) {
        return value >= least && value <= most;
    }
}
