package io.busbar.jobs.rollup;

import io.busbar.measure.Category;
import io.busbar.rollup.BucketGrid;
import io.busbar.rollup.BucketLevel;
import io.busbar.rollup.BucketRange;
import io.busbar.rollup.Cadence;
import io.busbar.topic.LoggerSettings;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of one device that are to be computed again, and how far its samples have come. A bucket is over when a sample was stored that is
 * more than the gap cap after its end: a sample touches no bucket that ended longer before it, so that what comes in order is computed once.
 * Confined to one thread.
 */
final class DirtyDevice {

    private final int deviceId;
    private final int typeCode;
    private final Category category;

    /** By start; true when the bucket is in the table of dirty buckets. */
    private final Map<BucketLevel, NavigableMap<Long, Boolean>> buckets = new EnumMap<>(BucketLevel.class);

    private Cadence cadence = Cadence.ofSeconds(LoggerSettings.DEFAULT_UPLOAD_INTERVAL_SECONDS);
    private ZoneId zone = ZoneId.of(LoggerSettings.DEFAULT_ZONE);
    private boolean isSettled;
    private long overMillis = Long.MIN_VALUE;
    private @Nullable BucketRange lastTouched;

    DirtyDevice(int deviceId, int typeCode, Category category) {
        this.deviceId = deviceId;
        this.typeCode = typeCode;
        this.category = category;
        for (BucketLevel level : BucketLevel.values()) {
            buckets.put(level, new TreeMap<>());
        }
    }

    int deviceId() {
        return deviceId;
    }

    int typeCode() {
        return typeCode;
    }

    boolean isPack() {
        return category == Category.BATTERIES;
    }

    Cadence cadence() {
        return cadence;
    }

    ZoneId zone() {
        return zone;
    }

    /** Whether somebody said how its logger sends; else what is usual is taken for it. */
    boolean isSettled() {
        return isSettled;
    }

    boolean isClean() {
        return buckets.values().stream().allMatch(Map::isEmpty);
    }

    void settle(int intervalSeconds, String zoneId) {
        if (cadence.intervalMillis() != intervalSeconds * 1_000L) {
            cadence = Cadence.ofSeconds(intervalSeconds);
        }
        if (!zone.getId().equals(zoneId)) {
            zone = ZoneId.of(zoneId);
        }
        isSettled = true;
    }

    /** A sample was stored. Returns whether there is a bucket to compute that was not there before. */
    boolean touch(long atMillis, boolean isAhead) {
        if (!isAhead) {
            heardUntil(atMillis);
        }
        return touchRange(BucketGrid.FIVE_MINUTES.touchedBy(atMillis, cadence));
    }

    /** Whether it is known how far its samples have come. */
    boolean isHeardOf() {
        return overMillis != Long.MIN_VALUE;
    }

    void heardUntil(long newestMillis) {
        overMillis = Math.max(overMillis, newestMillis - cadence.gapCapMillis());
    }

    /** Buckets that a sample touches and that are over, also those that are with the newest of its batch. */
    List<DirtyTable.Row> over(long atMillis, long newestMillis) {
        long over = newestMillis == Long.MIN_VALUE
                ? overMillis
                : Math.max(overMillis, newestMillis - cadence.gapCapMillis());
        long first = BucketGrid.FIVE_MINUTES.startMillis(atMillis - cadence.gapCapMillis());
        if (BucketGrid.FIVE_MINUTES.endMillis(first) > over) {
            return List.of();
        }
        return touchedRows(atMillis).stream()
                .filter(row -> BucketGrid.FIVE_MINUTES.endMillis(row.bucket().startMillis()) <= over)
                .toList();
    }

    /** Buckets that a sample touches. */
    List<DirtyTable.Row> touchedRows(long atMillis) {
        BucketRange range = BucketGrid.FIVE_MINUTES.touchedBy(atMillis, cadence);
        List<DirtyTable.Row> rows = new ArrayList<>();
        for (long start = range.fromMillis();
                start < range.toMillis();
                start = BucketGrid.FIVE_MINUTES.endMillis(start)) {
            rows.add(row(new DirtyBucket(deviceId, BucketLevel.FIVE_MINUTES, start)));
        }
        return rows;
    }

    private boolean touchRange(BucketRange range) {
        if (range.equals(lastTouched)) {
            return false;
        }
        lastTouched = range;
        boolean added = false;
        for (long start = range.fromMillis();
                start < range.toMillis();
                start = BucketGrid.FIVE_MINUTES.endMillis(start)) {
            added |= add(BucketLevel.FIVE_MINUTES, start, false);
        }
        return added;
    }

    /** Returns whether it was not there before. */
    boolean add(BucketLevel level, long startMillis, boolean isStored) {
        return of(level).putIfAbsent(startMillis, isStored) == null;
    }

    void remove(BucketLevel level, long startMillis) {
        of(level).remove(startMillis);
        lastTouched = null;
    }

    /** Those that are not in the table of dirty buckets. */
    List<DirtyTable.Row> unstored() {
        List<DirtyTable.Row> unstored = new ArrayList<>();
        buckets.forEach((level, starts) -> starts.forEach((start, isStored) -> {
            if (!isStored) {
                unstored.add(row(new DirtyBucket(deviceId, level, start)));
            }
        }));
        return unstored;
    }

    void stored(DirtyBucket bucket) {
        of(bucket.level()).replace(bucket.startMillis(), true);
    }

    /** The table of dirty buckets has it no more. Returns whether it is to be computed all the same. */
    boolean gone(DirtyBucket bucket) {
        return of(bucket.level()).replace(bucket.startMillis(), false) != null;
    }

    private DirtyTable.Row row(DirtyBucket bucket) {
        return new DirtyTable.Row(bucket, (int) (cadence.intervalMillis() / 1_000), zone.getId());
    }

    /** Whether a bucket of five minutes is over. */
    boolean isDue() {
        NavigableMap<Long, Boolean> fine = of(BucketLevel.FIVE_MINUTES);
        return !fine.isEmpty() && BucketGrid.FIVE_MINUTES.endMillis(fine.firstKey()) <= overMillis;
    }

    /**
     * Buckets of five minutes to compute, ascending.
     *
     * @param all also those that are not over yet
     */
    List<Long> dueFine(boolean all, int atMost) {
        List<Long> due = new ArrayList<>();
        for (long start : of(BucketLevel.FIVE_MINUTES).keySet()) {
            if (due.size() == atMost || (!all && BucketGrid.FIVE_MINUTES.endMillis(start) > overMillis)) {
                break;
            }
            due.add(start);
        }
        return due;
    }

    /** Hours or days to compute: those without a bucket of five minutes that is to be computed first. */
    List<Long> dueCoarse(BucketLevel level, boolean all) {
        BucketGrid grid = new BucketGrid(level, zone);
        NavigableMap<Long, Boolean> fine = of(BucketLevel.FIVE_MINUTES);
        List<Long> due = new ArrayList<>();
        for (long start : of(level).keySet()) {
            long end = grid.endMillis(start);
            Long firstFine = fine.ceilingKey(start);
            boolean isWhole = firstFine == null || firstFine >= end;
            if (isWhole && (all || end <= overMillis)) {
                due.add(start);
            }
        }
        return due;
    }

    private NavigableMap<Long, Boolean> of(BucketLevel level) {
        return Objects.requireNonNull(buckets.get(level));
    }
}
