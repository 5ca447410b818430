package io.busbar.frame;

import io.busbar.fleet.SerialNumber;
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
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Looks over the binary form of a frame without making anything of it. What it passes, {@link FrameDecoder} reads and {@link FrameRules} let
 * in. What it does not pass may be wrong, or only unusual: it is to be read, which also says what is wrong. Confined to one frame.
 */
final class FrameScan {

    private static final int KNOWN_FLAGS = 1;

    /** Comparing every serial number with all before it is cheap up to here. */
    private static final int USUAL_DEVICES = 16;

    private final Catalogue catalogue;
    private final DeviceType[] types = new DeviceType[USUAL_DEVICES];
    private final String[] serialNumbers = new String[USUAL_DEVICES];
    private final byte[] text = new byte[FrameLimits.MAX_TEXT_BYTES];

    /** Of the numbers of the device at hand. */
    private int pointCount;

    private long leastPoint;
    private long greatestPoint;
    private boolean hasCellPoint;
    private boolean hasTemperaturePoint;

    private FrameScan(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Whether the bytes from there on are a frame of this logger that keeps every rule, and a usual one. */
    static boolean passes(Catalogue catalogue, String loggerSerialNumber, byte[] frame, int from) {
        try {
            FrameEnvelope.require(frame, from);
            return new FrameScan(catalogue).passes(loggerSerialNumber, frame, from);
        } catch (RuntimeException e) {
            return false; // whoever reads it says what is wrong
        }
    }

    private boolean passes(String loggerSerialNumber, byte[] frame, int from) {
        int end = frame.length - from - FrameChecksum.BYTES;
        LoggerFrameDecoder in = new LoggerFrameDecoder();
        in.wrap(
                new UnsafeBuffer(frame, from, end),
                FrameEnvelope.HEADER_BYTES,
                LoggerFrameDecoder.BLOCK_LENGTH,
                LoggerFrameDecoder.SCHEMA_VERSION);
        if ((in.flags().getRaw() & ~KNOWN_FLAGS) != 0 || in.reserved() != 0 || !isTimed(in)) {
            return false;
        }
        DevicesDecoder devices = in.devices();
        int count = devices.count();
        if (devices.actingBlockLength() != DevicesDecoder.sbeBlockLength() || count < 1 || count > USUAL_DEVICES) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (!device(devices.next(), i)) {
                return false;
            }
        }
        String logger = ascii(in.loggerSerialNumberLength(), in::getLoggerSerialNumber);
        return logger != null && logger.equals(loggerSerialNumber) && in.limit() == end;
    }

    private static boolean isTimed(LoggerFrameDecoder in) {
        boolean hasBootId = in.bootId() != LoggerFrameDecoder.bootIdNullValue();
        boolean hasSequence = in.sequence() != LoggerFrameDecoder.sequenceNullValue();
        boolean hasUptime = in.uptimeMillis() != LoggerFrameDecoder.uptimeMillisNullValue();
        if ((hasBootId && !isWithin(in.bootId(), 0, FrameLimits.MAX_BOOT_ID))
                || (hasSequence && !isWithin(in.sequence(), 0, FrameLimits.MAX_SEQUENCE))
                || (hasUptime && !isWithin(in.uptimeMillis(), 0, FrameLimits.MAX_UPTIME_MILLIS))) {
            return false;
        }
        return in.observedAtMillis() == LoggerFrameDecoder.observedAtMillisNullValue()
                ? hasBootId && hasSequence && hasUptime
                : isWithin(in.observedAtMillis(), FrameLimits.EARLIEST_MILLIS, FrameLimits.LATEST_MILLIS);
    }

    private boolean device(DevicesDecoder in, int index) {
        DeviceType type = catalogue.deviceType(in.deviceType());
        if (type == null) {
            return false;
        }
        boolean isPack = type.category() == Category.BATTERIES;
        int parent = in.parentIndex();
        boolean isAlone = parent == DeviceDecoder.NO_PARENT_ON_WIRE;
        if (!isAlone && (!isPack || parent >= index || types[parent].category() != Category.BMS)) {
            return false;
        }
        if (!points(in.points(), type, isPack)
                || !cells(in.cells(), isPack)
                || !temperatures(in.temperatures(), isPack)
                || !texts(in.texts())) {
            return false;
        }
        String serialNumber = ascii(in.serialNumberLength(), in::getSerialNumber);
        if (serialNumber == null || !SerialNumber.isValid(serialNumber)) {
            return false;
        }
        for (int i = 0; i < index; i++) {
            if (serialNumber.equals(serialNumbers[i])) {
                return false;
            }
        }
        types[index] = type;
        serialNumbers[index] = serialNumber;
        return true;
    }

    /** Ids that ascend are all different. */
    private boolean points(PointsDecoder in, DeviceType type, boolean isPack) {
        int count = in.count();
        if (in.actingBlockLength() != PointsDecoder.sbeBlockLength() || count > FrameLimits.MAX_POINTS_PER_DEVICE) {
            return false;
        }
        pointCount = count;
        hasCellPoint = false;
        hasTemperaturePoint = false;
        leastPoint = Long.MAX_VALUE;
        greatestPoint = -1;
        for (int i = 0; i < count; i++) {
            in.next();
            long id = in.pointId();
            if (id <= greatestPoint
                    || id > FrameLimits.MAX_POINT_ID
                    || !isWithin(in.scale(), 0, FrameLimits.MAX_SCALE)
                    || !DeviceRules.isLoggersToSet(in.quality())) {
                return false;
            }
            leastPoint = Math.min(leastPoint, id);
            greatestPoint = id;
            MeasuringPoint point = isPack && id <= Integer.MAX_VALUE ? catalogue.point(type, (int) id) : null;
            hasCellPoint |= point != null && point.role() == Role.CELL_VOLTAGE;
            hasTemperaturePoint |= point != null && point.role() == Role.TEMPERATURE;
        }
        return true;
    }

    private boolean cells(CellsDecoder in, boolean isPack) {
        int count = in.count();
        if (in.actingBlockLength() != CellsDecoder.sbeBlockLength()
                || count > FrameLimits.MAX_CELLS_PER_DEVICE
                || (count > 0 && (!isPack || hasCellPoint))) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            in.next();
            int millivolts = in.millivolts();
            if ((millivolts > Frame.Cell.MAX_MILLIVOLTS && millivolts != Frame.Cell.ABSENT)
                    || !DeviceRules.isLoggersToSet(in.quality())) {
                return false;
            }
        }
        return true;
    }

    private boolean temperatures(TemperaturesDecoder in, boolean isPack) {
        int count = in.count();
        if (in.actingBlockLength() != TemperaturesDecoder.sbeBlockLength()
                || count > FrameLimits.MAX_TEMPERATURES_PER_DEVICE
                || (count > 0 && (!isPack || hasTemperaturePoint))) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            in.next();
            if (!DeviceRules.isLoggersToSet(in.quality())) {
                return false;
            }
        }
        return true;
    }

    /** Those whose ids ascend, before or behind all numbers of the device, are points of their own. */
    private boolean texts(TextsDecoder in) {
        int count = in.count();
        if (in.actingBlockLength() != TextsDecoder.sbeBlockLength()
                || pointCount + count > FrameLimits.MAX_POINTS_PER_DEVICE) {
            return false;
        }
        long before = -1;
        for (int i = 0; i < count; i++) {
            in.next();
            long id = in.pointId();
            boolean isApart = id < leastPoint || id > greatestPoint;
            if (!takeAscii(in.textLength(), in::getText) || id <= before || id > FrameLimits.MAX_POINT_ID || !isApart) {
                return false;
            }
            before = id;
        }
        return true;
    }

    /** Null unless it is short, ASCII, and without NUL. */
    private @Nullable String ascii(int bytes, DeviceDecoder.TextSource source) {
        return takeAscii(bytes, source) ? new String(text, 0, bytes, StandardCharsets.US_ASCII) : null;
    }

    private boolean takeAscii(int bytes, DeviceDecoder.TextSource source) {
        if (bytes > FrameLimits.MAX_TEXT_BYTES) {
            return false;
        }
        source.copyTo(text, 0, bytes);
        for (int i = 0; i < bytes; i++) {
            if (text[i] <= 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWithin(long value, long least, long most) {
        return value >= least && value <= most;
    }
}
