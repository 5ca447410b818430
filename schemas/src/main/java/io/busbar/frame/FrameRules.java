package io.busbar.frame;

import io.busbar.frame.FrameRejection.Reason;
import io.busbar.measure.Catalogue;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold for the values of a frame, in whichever form it came: the first broken rule, or none. Stateless. */
final class FrameRules {

    private FrameRules() {}

    static @Nullable FrameRejection check(Catalogue catalogue, String loggerSerialNumber, Frame frame) {
        if (!frame.loggerSerialNumber().equals(loggerSerialNumber)) {
            return new FrameRejection(
                    Reason.WRONG_LOGGER,
                    "frame of logger '" + frame.loggerSerialNumber() + "' sent by logger '" + loggerSerialNumber + "'");
        }
        FrameRejection broken = checkIdentity(frame);
        if (broken == null) {
            broken = checkTime(frame);
        }
        return broken == null ? checkDevices(catalogue, frame) : broken;
    }

    private static @Nullable FrameRejection checkIdentity(Frame frame) {
        FrameRejection broken = checkRange("bootId", frame.bootId(), FrameLimits.MAX_BOOT_ID);
        if (broken == null) {
            broken = checkRange("sequence", frame.sequence(), FrameLimits.MAX_SEQUENCE);
        }
        return broken == null
                ? checkRange("uptimeMillis", frame.uptimeMillis(), FrameLimits.MAX_UPTIME_MILLIS)
                : broken;
    }

    private static @Nullable FrameRejection checkRange(String field, @Nullable Long value, long most) {
        return value == null || (value >= 0 && value <= most) ? null : FrameRejection.outOfRange(field, value, 0, most);
    }

    private static @Nullable FrameRejection checkTime(Frame frame) {
        Long observedAt = frame.observedAtMillis();
        if (observedAt == null) {
            boolean timed = frame.bootId() != null && frame.sequence() != null && frame.uptimeMillis() != null;
            return timed
                    ? null
                    : new FrameRejection(
                            Reason.TIME_MISSING,
                            "a frame without observedAt must have bootId, sequence and uptimeMillis");
        }
        if (observedAt < FrameLimits.EARLIEST_MILLIS || observedAt > FrameLimits.LATEST_MILLIS) {
            return new FrameRejection(
                    Reason.TIME_OUT_OF_RANGE,
                    "observedAt " + observedAt + " ms is not between 2000-01-01 and 2100-01-01");
        }
        return null;
    }

    private static @Nullable FrameRejection checkDevices(Catalogue catalogue, Frame frame) {
        int count = frame.devices().size();
        if (count < 1 || count > FrameLimits.MAX_DEVICES) {
            return FrameRejection.outOfRange("devices", count, 1, FrameLimits.MAX_DEVICES);
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < count; i++) {
            FrameRejection broken = DeviceRules.check(catalogue, frame, i);
            if (broken != null) {
                return broken;
            }
            String serialNumber = frame.devices().get(i).serialNumber();
            if (!seen.add(serialNumber)) {
                return new FrameRejection(
                        Reason.DUPLICATE_DEVICE, "device '" + serialNumber + "' is in the frame twice");
            }
        }
        return null;
    }
}
