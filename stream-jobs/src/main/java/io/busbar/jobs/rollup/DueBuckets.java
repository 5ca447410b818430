package io.busbar.jobs.rollup;

import io.busbar.jobs.rollup.RollupTable.Stretch;
import io.busbar.jobs.rollup.RollupTable.Whole;
import io.busbar.rollup.BucketGrid;
import io.busbar.rollup.BucketLevel;
import io.busbar.rollup.BucketRange;
import io.busbar.rollup.Cadence;
import java.util.ArrayList;
import java.util.List;

/**
 * Buckets of one device that are computed together, and the hours and days that they lie in: those without anything else to compute are put
 * together at once, the others are left for later. Immutable but for the device, which is its {@link DirtyBuckets}'.
 *
 * @param cadence of the device when they were taken
 * @param left to be noted in the table of dirty buckets
 */
record DueBuckets(
        DirtyDevice device, Cadence cadence, List<DirtyBucket> fine, List<Whole> wholes, List<DirtyTable.Row> left) {

    /** Takes buckets off a device: it counts them as computed from now on. */
    static DueBuckets take(DirtyDevice device, boolean all, int atMost) {
        List<DirtyBucket> fine = new ArrayList<>();
        for (long start : device.dueFine(all, atMost)) {
            fine.add(new DirtyBucket(device.deviceId(), BucketLevel.FIVE_MINUTES, start));
            device.remove(BucketLevel.FIVE_MINUTES, start);
            for (BucketLevel level : List.of(BucketLevel.ONE_HOUR, BucketLevel.ONE_DAY)) {
                device.add(level, grid(device, level).startMillis(start), false);
            }
        }
        List<Whole> wholes = new ArrayList<>();
        for (BucketLevel level : List.of(BucketLevel.ONE_HOUR, BucketLevel.ONE_DAY)) {
            for (long start : device.dueCoarse(level, all)) {
                DirtyBucket key = new DirtyBucket(device.deviceId(), level, start);
                wholes.add(new Whole(key, grid(device, level).endMillis(start), device.cadence()));
                device.remove(level, start);
            }
        }
        List<DirtyTable.Row> left = device.unstored().stream()
                .filter(row -> row.bucket().level() != BucketLevel.FIVE_MINUTES)
                .toList();
        return new DueBuckets(device, device.cadence(), fine, wholes, left);
    }

    int deviceId() {
        return device.deviceId();
    }

    boolean isPack() {
        return device.isPack();
    }

    List<DirtyBucket> keys() {
        List<DirtyBucket> keys = new ArrayList<>(fine);
        wholes.forEach(whole -> keys.add(whole.key()));
        return keys;
    }

    /** The database has the buckets, and what is left. */
    void done() {
        left.forEach(row -> device.stored(row.bucket()));
    }

    /** Those that are made from nothing before the horizon: what lies there may be removed already. */
    List<DirtyBucket> fineAfter(long horizonMillis) {
        return fine.stream()
                .filter(bucket -> bucket.startMillis() - cadence.gapCapMillis() >= horizonMillis)
                .toList();
    }

    /** Neighbouring buckets as one. */
    List<Stretch> stretches(List<DirtyBucket> ascending) {
        List<Stretch> stretches = new ArrayList<>();
        int first = 0;
        for (int i = 1; i <= ascending.size(); i++) {
            long end = BucketGrid.FIVE_MINUTES.endMillis(ascending.get(i - 1).startMillis());
            if (i == ascending.size() || ascending.get(i).startMillis() != end) {
                BucketRange range = new BucketRange(ascending.get(first).startMillis(), end);
                stretches.add(new Stretch(deviceId(), device.typeCode(), range, cadence));
                first = i;
            }
        }
        return stretches;
    }

    private static BucketGrid grid(DirtyDevice device, BucketLevel level) {
        return new BucketGrid(level, device.zone());
    }
}
