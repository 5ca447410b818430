package io.busbar.jobs.rollup;

import io.busbar.measure.Catalogue;
import io.busbar.measure.Category;
import io.busbar.measure.DeviceType;
import io.busbar.topic.LoggerSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which buckets of which devices are to be computed again, and which of them now: those that are over, and all of a device that nothing was heard
 * of for a while. About 1 KB a device. One thread stores samples and another computes; safe for these two.
 */
public final class DirtyBuckets {

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

    /** Devices of samples that are being stored: what was noted of them relies on what is known here. */
    private final Set<Integer> beingStored = new HashSet<>();

    /** Gone from the table of dirty buckets while samples are being stored, perhaps with what was noted of these. */
    private final Set<DirtyBucket> computedMeanwhile = new HashSet<>();

    private int beingComputed;

    private static final class Touched {
        private final DirtyDevice device;
        private long atNanos;

        private Touched(DirtyDevice device) {
            this.device = device;
        }
    }

    public DirtyBuckets(Catalogue catalogue, long nowNanos) {
        this.catalogue = catalogue;
        this.startedAtNanos = nowNanos;
    }

    /** A bucket that an earlier run has left, of a device that was last heard of then. */
    synchronized void takeOver(int typeCode, DirtyTable.Row row, long heardAtNanos) {
        DirtyDevice device = device(row.bucket().deviceId(), typeCode, heardAtNanos);
        if (device != null) {
            device.settle(row.intervalSeconds(), row.zone());
            device.add(row.bucket().level(), row.bucket().startMillis(), true);
        }
    }

    /**
     * Buckets that samples touch and that are over when they are stored; all of a device that is not known. Until {@link #stored} nothing is forgotten of
     * these devices.
     */
    synchronized Set<DirtyTable.Row> over(List<StoredSample> samples) {
        beingStored.clear();
        computedMeanwhile.clear();
        Map<Integer, Long> newestOfBatch = new HashMap<>();
        for (StoredSample sample : samples) {
            beingStored.add(sample.deviceId());
            if (!sample.isAhead()) {
                newestOfBatch.merge(sample.deviceId(), sample.atMillis(), Math::max);
            }
        }
        Set<DirtyTable.Row> over = new LinkedHashSet<>();
        for (StoredSample sample : samples) {
            over.addAll(over(sample, newestOfBatch.getOrDefault(sample.deviceId(), Long.MIN_VALUE)));
        }
        return over;
    }

    /**
     * Samples are committed.
     *
     * @param noted with them in the table of dirty buckets
     * @param newestMillis by device, of samples that are stored
     */
    synchronized void stored(
            List<StoredSample> samples,
            Collection<DirtyTable.Row> noted,
            Map<Integer, Long> newestMillis,
            long nowNanos) {
        samples.forEach(sample -> touch(sample, nowNanos));
        for (DirtyTable.Row row : noted) {
            if (!computedMeanwhile.contains(row.bucket())) {
                stored(row.bucket());
            }
        }
        newestMillis.forEach(this::heardUntil);
        beingStored.clear();
    }

    /** No samples are being stored. */
    synchronized void storedNothing() {
        beingStored.clear();
    }

    private void touch(StoredSample sample, long nowNanos) {
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
    private @Nullable DirtyDevice device(int deviceId, int typeCode, long nowNanos) {
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
    private List<DirtyTable.Row> over(StoredSample sample, long newestMillis) {
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
    synchronized boolean isNew(int deviceId) {
        Touched touched = devices.get(deviceId);
        return touched == null || !touched.device.isHeardOf();
    }

    /** A sample of the device is stored that is this new. */
    private void heardUntil(int deviceId, long newestMillis) {
        Touched touched = devices.get(deviceId);
        if (touched != null) {
            touched.device.heardUntil(newestMillis);
        }
    }

    private void stored(DirtyBucket bucket) {
        Touched touched = devices.get(bucket.deviceId());
        if (touched != null) {
            touched.device.stored(bucket);
        }
    }

    /** Those with buckets that are to be computed, or are being computed. */
    synchronized int devices() {
        return devices.size() + beingComputed;
    }

    /** Buckets to be computed together. Immutable. */
    record Slice(List<DueBuckets> devices, int buckets, boolean isMoreDue) {}

    /**
     * Takes buckets that are over, when there are none those of devices that nothing was heard of; they count as computed from now on. To be followed by
     * {@link #computed} or {@link #refused} for each.
     */
    synchronized Slice take(int devicesAtMost, int bucketsAtMost, long nowNanos) {
        List<DirtyDevice> due = due(devicesAtMost, nowNanos);
        boolean isIdle = due.isEmpty();
        List<DueBuckets> taken = new ArrayList<>();
        int buckets = 0;
        List<DirtyDevice> some = isIdle ? idle(devicesAtMost, nowNanos) : due;
        for (DirtyDevice device : some) {
            if (buckets >= bucketsAtMost) {
                break;
            }
            DueBuckets each = DueBuckets.take(device, isIdle, bucketsAtMost - buckets);
            buckets += Math.max(1, each.fine().size());
            taken.add(each);
            settle(device);
        }
        beingComputed = taken.size();
        return new Slice(taken, buckets, buckets >= bucketsAtMost || some.size() == devicesAtMost);
    }

    /**
     * The database has these buckets, and the table of dirty buckets has them no more: when the transaction had to be done again, also those that
     * were noted of samples which came in between.
     */
    synchronized void computed(List<DueBuckets> stored) {
        for (DueBuckets each : stored) {
            each.done();
            each.keys().forEach(this::gone);
        }
        beingComputed -= stored.size();
    }

    private void gone(DirtyBucket bucket) {
        if (beingStored.contains(bucket.deviceId())) {
            computedMeanwhile.add(bucket);
        }
        Touched touched = devices.get(bucket.deviceId());
        if (touched != null && touched.device.gone(bucket)) {
            changed.add(touched.device);
        }
    }

    /** The database refuses the buckets of a device. */
    synchronized void refused() {
        beingComputed--;
    }

    private List<DirtyDevice> due(int atMost, long nowNanos) {
        return due.stream()
                .filter(device -> isSettled(device, nowNanos))
                .limit(atMost)
                .toList();
    }

    private List<DirtyDevice> idle(int atMost, long nowNanos) {
        List<DirtyDevice> idle = new ArrayList<>();
        for (Touched touched : devices.values()) {
            if (idle.size() == atMost || nowNanos - touched.atNanos < IDLE_MARGIN_NANOS) {
                break;
            }
            long gapNanos = touched.device.cadence().gapCapMillis() * 1_000_000L;
            if (nowNanos - touched.atNanos >= gapNanos + IDLE_MARGIN_NANOS
                    && isSettled(touched.device, nowNanos)
                    && !beingStored.contains(touched.device.deviceId())) {
                idle.add(touched.device);
            }
        }
        return idle;
    }

    private void settle(DirtyDevice device) {
        if (!device.isDue()) {
            due.remove(device);
        }
        if (device.isClean() && !beingStored.contains(device.deviceId())) {
            changed.remove(device);
            devices.remove(device.deviceId());
        }
    }

    /** Those that are not in the table of dirty buckets. */
    synchronized List<DirtyTable.Row> unstored() {
        List<DirtyTable.Row> unstored = new ArrayList<>();
        for (DirtyDevice device : changed) {
            unstored.addAll(device.unstored());
        }
        return unstored;
    }

    /** The table of dirty buckets has these. */
    synchronized void stored(Collection<DirtyTable.Row> rows) {
        rows.forEach(row -> stored(row.bucket()));
        changed.removeIf(device -> device.unstored().isEmpty());
    }

    private boolean isSettled(DirtyDevice device, long nowNanos) {
        return device.isSettled() || nowNanos - startedAtNanos >= SETTLING_NANOS;
    }
}
