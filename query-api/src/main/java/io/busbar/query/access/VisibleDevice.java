package io.busbar.query.access;

import io.busbar.measure.DeviceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A device inside a scope: the only handle by which samples are read. It carries which points may be seen, and during which times the
 * device belonged to somebody whose plants the scope covers. Only this package makes one. Immutable.
 */
public final class VisibleDevice {

    private final int key;
    private final String serialNumber;
    private final DeviceType type;
    private final PointSet points;
    private final List<Stay> stays;
    private final List<Interval> intervals;

    /** From (inclusive) to (exclusive); unbounded ends are {@link Instant#MIN} and {@link Instant#MAX}. Immutable. */
    public record Interval(Instant from, Instant to) {

        public boolean holds(Instant time) {
            return !time.isBefore(from) && time.isBefore(to);
        }

        /** What of it is in a range; null when nothing is. */
        public @Nullable Interval within(Instant since, Instant until) {
            Instant begin = from.isAfter(since) ? from : since;
            Instant end = to.isBefore(until) ? to : until;
            return begin.isBefore(end) ? new Interval(begin, end) : null;
        }

        /** The times that some of the intervals hold, in ascending order and apart from each other. */
        public static List<Interval> joined(Stream<Interval> intervals) {
            List<Interval> joined = new ArrayList<>();
            intervals.sorted(Comparator.comparing(Interval::from)).forEach(next -> {
                int last = joined.size() - 1;
                if (last < 0 || joined.get(last).to().isBefore(next.from())) {
                    joined.add(next);
                } else if (joined.get(last).to().isBefore(next.to())) {
                    joined.set(last, new Interval(joined.get(last).from(), next.to()));
                }
            });
            return joined;
        }
    }

    /**
     * Where a device is, or was last while visible. Immutable.
     *
     * @param zone the plant's, or the logger's where there is no plant
     */
    public record Place(
            String logger,
            int uploadIntervalSeconds,
            @Nullable String parent,
            @Nullable String plantId,
            @Nullable String plantName,
            String zone,
            @Nullable String alias) {}

    /** Where a device was while it was visible. Immutable. */
    public record Stay(Interval time, Place place) {}

    /** @param stays in ascending order, at least one */
    VisibleDevice(int key, String serialNumber, DeviceType type, PointSet points, List<Stay> stays) {
        this.key = key;
        this.serialNumber = serialNumber;
        this.type = type;
        this.points = points;
        this.stays = List.copyOf(stays);
        this.intervals = stays.stream().map(Stay::time).toList();
    }

    /** Surrogate id in the sample tables; never shown. */
    public int key() {
        return key;
    }

    public String serialNumber() {
        return serialNumber;
    }

    public DeviceType type() {
        return type;
    }

    public PointSet points() {
        return points;
    }

    /** In ascending order, disjoint, never empty. */
    public List<Interval> intervals() {
        return intervals;
    }

    /** In ascending order. */
    public List<Stay> stays() {
        return stays;
    }

    /** Where it is, or was last. */
    public Place place() {
        return stays.get(stays.size() - 1).place();
    }

    /** Whether the time is in one of the visible ones. */
    public boolean visibleAt(Instant time) {
        return intervals.stream().anyMatch(interval -> interval.holds(time));
    }

    /**
     * Whether the time is in the part of the visible ones that goes on until now. Only what is kept of it as the newest is the newest for
     * whoever sees nothing else; before, it may be missing because of what was said in times that are not visible.
     */
    public boolean visibleSince(Instant time) {
        Instant begin = Instant.MAX;
        for (int i = intervals.size() - 1; i >= 0 && intervals.get(i).to().equals(begin); i--) {
            begin = intervals.get(i).from();
        }
        return !begin.equals(Instant.MAX) && !time.isBefore(begin);
    }
}
