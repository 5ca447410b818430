package io.busbar.jobs.rollup;

import io.busbar.measure.Catalogue;
import io.busbar.measure.Category;
import io.busbar.measure.DeviceType;
import io.busbar.topic.LoggerSettings;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which buckets of which devices are to be computed again, and which of them now: those that are over, and all of a device that nothing was heard
 * of for a while. About 1 KB a device. Confined to one thread.
 */
final class DirtyBuckets {

    /** A bucket beyond the gap that ends every hold, until it is taken for the last of its device. */
    private static final long IDLE_MARGIN_NANOS = 10_000_000_000L;

    /** For so long after the start settings of loggers may still be on their way from Kafka. */
    private static final long SETTLING_NANOS = 30_000_000_000L;

    private final Catalogue catalogue;
    private final long startedAtNanos;

    /** In the order in which they were last touched. */
    private final Map<Integer, Touched> devices = new LinkedHashMap<>(16, 0.75f, true);

    private final Set<DirtyDevice> due = new LinkedHashSet<>();
    private final Set<DirtyDevice> changed = new LinkedHashSet<>();

    private static final class Touched {
        private final DirtyDevice device;
        private long atNanos;

        private Touched(DirtyDevice device) {
            this.device = device;
        }
    }

    DirtyBuckets(Catalogue catalogue, long nowNanos) {
        this.catalogue = catalogue;
        this.startedAtNanos = nowNanos;
    }

    void touch(StoredSample sample, long nowNanos) {
        DirtyDevice device = device(sample.deviceId(), sample.typeCode(), nowNanos);
        if (device == null) {
            return;
        }
        LoggerSettings settings = sample.settings();
        if (settings != null) {
            device.settle(settings.uploadIntervalSeconds(), settings.zone());
        }
        if (device.touch(sample.atMillis(), sample.isAhead())) {
            changed.add(device);
        }
        if (device.isDue()) {
            due.add(device);
        }
    }

    /** The device, which may have buckets to compute from now on; null when its type has none. */
    @Nullable
    DirtyDevice device(int deviceId, int typeCode, long nowNanos) {
        Touched touched = devices.get(deviceId);
        if (touched == null) {
            DeviceType type = catalogue.deviceType(typeCode);
            if (type == null || type.category() == Category.LOGGER) {
                return null;
            }
            touched = new Touched(new DirtyDevice(deviceId, typeCode, type.category()));
            devices.put(deviceId, touched);
        }
        touched.atNanos = nowNanos;
        return touched.device;
    }

    /**
     * Buckets that a sample touches: all of a device that is not known here, and those that are over of one that is.
     *
     * @param newestMillis of the device's samples that are stored with it
     */
    List<DirtyTable.Row> over(StoredSample sample, long newestMillis) {
        Touched touched = devices.get(sample.deviceId());
        if (touched != null && touched.device.isHeardOf()) {
            return touched.device.over(sample.atMillis(), newestMillis);
        }
        DeviceType type = catalogue.deviceType(sample.typeCode());
        if (type == null || type.category() == Category.LOGGER) {
            return List.of();
        }
        DirtyDevice unknown = new DirtyDevice(sample.deviceId(), sample.typeCode(), type.category());
        LoggerSettings settings = sample.settings();
        if (settings != null) {
            unknown.settle(settings.uploadIntervalSeconds(), settings.zone());
        }
        return unknown.touchedRows(sample.atMillis());
    }

    /** Whether it is not known how far the samples of the device have come. */
    boolean isNew(int deviceId) {
        Touched touched = devices.get(deviceId);
        return touched == null || !touched.device.isHeardOf();
    }

    /** A sample of the device is stored that is this new. */
    void heardUntil(int deviceId, long newestMillis) {
        Touched touched = devices.get(deviceId);
        if (touched != null) {
            touched.device.heardUntil(newestMillis);
        }
    }

    /** The table of dirty buckets has it. */
    void stored(DirtyBucket bucket) {
        Touched touched = devices.get(bucket.deviceId());
        if (touched != null) {
            touched.device.stored(bucket);
        }
    }

    int devices() {
        return devices.size();
    }

    /** Devices with buckets that are over. */
    List<DirtyDevice> due(int atMost, long nowNanos) {
        return due.stream()
                .filter(device -> isSettled(device, nowNanos))
                .limit(atMost)
                .toList();
    }

    /** Devices that nothing was heard of for so long that all their buckets can be computed. */
    List<DirtyDevice> idle(int atMost, long nowNanos) {
        List<DirtyDevice> idle = new ArrayList<>();
        for (Touched touched : devices.values()) {
            if (idle.size() == atMost || nowNanos - touched.atNanos < IDLE_MARGIN_NANOS) {
                break;
            }
            long gapNanos = touched.device.cadence().gapCapMillis() * 1_000_000L;
            if (nowNanos - touched.atNanos >= gapNanos + IDLE_MARGIN_NANOS && isSettled(touched.device, nowNanos)) {
                idle.add(touched.device);
            }
        }
        return idle;
    }

    /** Buckets of this device were computed. */
    void computed(DirtyDevice device) {
        if (!device.isDue()) {
            due.remove(device);
        }
        if (device.isClean()) {
            changed.remove(device);
            devices.remove(device.deviceId());
        }
    }

    /** Those that are not in the table of dirty buckets. */
    List<DirtyTable.Row> unstored() {
        List<DirtyTable.Row> unstored = new ArrayList<>();
        for (DirtyDevice device : changed) {
            unstored.addAll(device.unstored());
        }
        return unstored;
    }

    /** The table of dirty buckets has them all. */
    void stored() {
        for (Iterator<DirtyDevice> each = changed.iterator(); each.hasNext(); each.remove()) {
            DirtyDevice device = each.next();
            device.unstored().forEach(row -> device.stored(row.bucket()));
        }
    }

    private boolean isSettled(DirtyDevice device, long nowNanos) {
        return device.isSettled() || nowNanos - startedAtNanos >= SETTLING_NANOS;
    }
}
