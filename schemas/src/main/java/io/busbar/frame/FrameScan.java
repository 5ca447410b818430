package io.busbar.frame;

import io.busbar.fleet.SerialNumber;
import io.busbar.frame.sbe.LoggerFrameDecoder;
import io.busbar.frame.sbe.LoggerFrameDecoder.DevicesDecoder.CellsDecoder;
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
 * <p>It reads the bytes where they lie, through a view, and not by the generated decoders, which check and move at every field: every frame of
 * every logger comes through here. Used for one frame after the other; confined to one thread.
 */
final class FrameScan {

    private static final int KNOWN_FLAGS = 1;

    /** Comparing every serial number with all before it is cheap up to here. */
    private static final int USUAL_DEVICES = 16;

    private final Catalogue catalogue;
    private final FrameView ownView = new FrameView();
    private final DeviceType[] types = new DeviceType[USUAL_DEVICES];

    FrameScan(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Whether the bytes from there on are a frame of this logger that keeps every rule, and a usual one. */
    boolean passes(String loggerSerialNumber, byte[] bytes, int from) {
        try {
            return passes(loggerSerialNumber, bytes, from, ownView);
        } finally {
            ownView.letGo();
        }
    }

    /** The same; the view looks at the frame from then on. */
    boolean passes(String loggerSerialNumber, byte[] bytes, int from, FrameView view) {
        return FrameEnvelope.isWhole(bytes, from)
                && view.find(bytes, from)
                && root(view)
                && devices(view)
                && isText(view.bytes(), view.loggerSerialNumberAt(), loggerSerialNumber);
    }

    private static boolean root(FrameView frame) {
        return (frame.flags() & ~KNOWN_FLAGS) == 0
                && frame.reserved() == 0
                && isTimed(frame.bootId(), frame.sequence(), frame.observedAtMillis(), frame.uptimeMillis());
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

    private boolean devices(FrameView frame) {
        int count = frame.deviceCount();
        if (count < 1 || count > USUAL_DEVICES) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (!device(frame, i) || !serialNumber(frame, i)) {
                return false;
            }
        }
        return true;
    }

    private boolean device(FrameView frame, int index) {
        FrameView.Device device = frame.device(index);
        DeviceType type = catalogue.deviceType(device.typeCode());
        if (type == null) {
            return false;
        }
        types[index] = type;
        boolean isPack = type.category() == Category.BATTERIES;
        int parent = device.parentIndex();
        if (parent != Frame.Device.NO_PARENT
                && (!isPack || parent >= index || types[parent].category() != Category.BMS)) {
            return false;
        }
        boolean mayHaveLists = isPack || (device.cellCount() == 0 && device.temperatureCount() == 0);
        return mayHaveLists
                && points(type, device)
                && cells(frame.bytes(), device)
                && temperatures(device)
                && (device.textCount() == 0 || texts(frame.bytes(), device));
    }

    /** Ids that ascend are all different. */
    private boolean points(DeviceType type, FrameView.Device device) {
        int count = device.pointCount();
        if (count > FrameLimits.MAX_POINTS_PER_DEVICE) {
            return false;
        }
        long before = -1;
        for (int i = 0; i < count; i++) {
            long id = device.pointId(i);
            if (id <= before
                    || id > FrameLimits.MAX_POINT_ID
                    || !isWithin(device.scale(i), 0, FrameLimits.MAX_SCALE)
                    || !DeviceRules.isLoggersToSet(device.pointQuality(i))
                    || isInList(type, device, id)) {
                return false;
            }
            before = id;
        }
        return true;
    }

    /** Whether it is one of the cells or temperatures that come as lists. */
    private boolean isInList(DeviceType type, FrameView.Device device, long pointId) {
        if (pointId > Integer.MAX_VALUE || (device.cellCount() == 0 && device.temperatureCount() == 0)) {
            return false;
        }
        MeasuringPoint point = catalogue.point(type, (int) pointId);
        return point != null
                && ((point.role() == Role.CELL_VOLTAGE && device.cellCount() > 0)
                        || (point.role() == Role.TEMPERATURE && device.temperatureCount() > 0));
    }

    private static boolean cells(byte[] frame, FrameView.Device device) {
        int count = device.cellCount();
        if (count > FrameLimits.MAX_CELLS_PER_DEVICE) {
            return false;
        }
        int quality = 0;
        int entry = CellsDecoder.sbeBlockLength();
        int end = device.cellsAt() + count * entry;
        for (int cell = device.cellsAt(); cell < end; cell += entry) {
            int millivolts = LittleEndian.uint16(frame, cell + CellsDecoder.millivoltsEncodingOffset());
            if (millivolts > Frame.Cell.MAX_MILLIVOLTS && millivolts != Frame.Cell.ABSENT) {
                return false;
            }
            quality |= frame[cell + CellsDecoder.qualityEncodingOffset()];
        }
        return DeviceRules.isLoggersToSet(quality);
    }

    private static boolean temperatures(FrameView.Device device) {
        int count = device.temperatureCount();
        if (count > FrameLimits.MAX_TEMPERATURES_PER_DEVICE) {
            return false;
        }
        int quality = 0;
        for (int i = 0; i < count; i++) {
            quality |= device.temperatureQuality(i);
        }
        return DeviceRules.isLoggersToSet(quality);
    }

    /** Those whose ids ascend, before or behind all numbers of the device, are points of their own. */
    private static boolean texts(byte[] frame, FrameView.Device device) {
        int points = device.pointCount();
        int count = device.textCount();
        if (points + count > FrameLimits.MAX_POINTS_PER_DEVICE) {
            return false;
        }
        long leastPoint = points == 0 ? Long.MAX_VALUE : device.pointId(0);
        long greatestPoint = points == 0 ? -1 : device.pointId(points - 1);
        long before = -1;
        int at = device.textsAt();
        for (int i = 0; i < count; i++) {
            long id = LittleEndian.uint32(frame, at + TextsDecoder.pointIdEncodingOffset());
            boolean isApart = id < leastPoint || id > greatestPoint;
            at += TextsDecoder.sbeBlockLength();
            int bytes = frame[at];
            if (!isAscii(frame, at + 1, bytes) || id <= before || id > FrameLimits.MAX_POINT_ID || !isApart) {
                return false;
            }
            before = id;
            at += 1 + bytes;
        }
        return true;
    }

    /** Whether a text of such a length is short, ASCII, and without NUL. */
    private static boolean isAscii(byte[] frame, int from, int bytes) {
        if (!isWithin(bytes, 0, FrameLimits.MAX_TEXT_BYTES)) {
            return false;
        }
        for (int i = from; i < from + bytes; i++) {
            if (frame[i] <= 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean serialNumber(FrameView view, int index) {
        byte[] frame = view.bytes();
        int at = view.device(index).serialNumberAt();
        int end = at + 1 + frame[at];
        if (!SerialNumber.isValid(frame, at + 1, end)) {
            return false;
        }
        for (int i = 0; i < index; i++) {
            int other = view.device(i).serialNumberAt();
            if (Arrays.equals(frame, at, end, frame, other, other + 1 + frame[other])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isText(byte[] frame, int at, String expected) {
        int bytes = frame[at];
        if (bytes != expected.length() || bytes > FrameLimits.MAX_TEXT_BYTES) {
            return false;
        }
        for (int i = 0; i < bytes; i++) {
            if (frame[at + 1 + i] != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWithin(long value, long least, long most) {
        return value >= least && value <= most;
    }
}
