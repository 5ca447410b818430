package io.busbar.query.series;

import io.busbar.query.access.VisibleDevice.Interval;
import io.busbar.query.series.DeviceHistory.Span;
import io.busbar.rollup.BucketGrid;
import io.busbar.rollup.BucketLevel;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/**
 * Cuts a range into stretches that roll-ups answer and stretches that sample rows answer, so that the answer is the one that rows alone would give.
 * Roll-ups answer a bucket when it lies wholly in the range, is computed, and is made of samples that the asking person owns: those around it count
 * in it as far as the gap cap. The widest that fit are taken. Immutable.
 *
 * <pre>
 *  from                                                     computed until          to
 *   | rows |   5m   |        1h         | rows | 5m |  1h  |        rows            |
 *          whole    whole               (to be computed again)
 * </pre>
 *
 * @param levels to choose from, the widest first
 * @param zone of days, in answers and in roll-ups
 * @param computedUntilMillis buckets that end later are not looked for
 * @param dirtyMillis starts of buckets, of any level, that are to be computed again
 * @param gapCapMillis so far samples of another owner may reach beyond their bucket
 */
record RolledPlan(
        List<BucketLevel> levels,
        ZoneId zone,
        long computedUntilMillis,
        NavigableSet<Long> dirtyMillis,
        long gapCapMillis) {

    private static final long FIVE_MINUTES_MILLIS = 300_000;

    /** What the asked part of a time during which the device is visible is answered from, in order and without gaps. */
    List<Stretch> stretches(Span span) {
        Interval asked = span.asked();
        long from = asked.from().toEpochMilli();
        long to = asked.to().toEpochMilli();
        long rolledFrom = ceiling(Math.max(from, beyond(span.owned().from())), BucketLevel.FIVE_MINUTES);
        long rolledTo = floor(
                Math.min(Math.min(to, computedUntilMillis), before(span.owned().to())));
        List<Stretch> stretches = new ArrayList<>();
        if (rolledFrom >= rolledTo) {
            add(stretches, Stretch.ofRows(from, to));
            return stretches;
        }
        addRows(stretches, from, rolledFrom);
        cover(stretches, 0, rolledFrom, rolledTo);
        addRows(stretches, rolledTo, to);
        return stretches;
    }

    private void cover(List<Stretch> stretches, int depth, long from, long to) {
        if (from >= to) {
            return;
        }
        if (depth == levels.size()) {
            addRows(stretches, from, to);
            return;
        }
        BucketGrid grid = grid(levels.get(depth));
        long first = ceiling(from, levels.get(depth));
        long last = grid.startMillis(to);
        if (first >= last) {
            cover(stretches, depth + 1, from, to);
            return;
        }
        cover(stretches, depth + 1, from, first);
        long clean = first;
        for (Long dirty = dirtyMillis.ceiling(first); dirty != null && dirty < last; ) {
            long start = grid.startMillis(dirty);
            long end = grid.endMillis(start);
            if (clean < start) {
                add(stretches, new Stretch(levels.get(depth), clean, start));
            }
            cover(stretches, depth + 1, start, end);
            clean = end;
            dirty = dirtyMillis.ceiling(end);
        }
        if (clean < last) {
            add(stretches, new Stretch(levels.get(depth), clean, last));
        }
        cover(stretches, depth + 1, last, to);
    }

    private static void addRows(List<Stretch> stretches, long from, long to) {
        if (from < to) {
            add(stretches, Stretch.ofRows(from, to));
        }
    }

    /** Neighbours of one source become one. */
    private static void add(List<Stretch> stretches, Stretch next) {
        int last = stretches.size() - 1;
        if (last >= 0 && stretches.get(last).level() == next.level()) {
            stretches.set(last, new Stretch(next.level(), stretches.get(last).fromMillis(), next.toMillis()));
        } else {
            stretches.add(next);
        }
    }

    private BucketGrid grid(BucketLevel level) {
        return new BucketGrid(level, zone);
    }

    private long ceiling(long atMillis, BucketLevel level) {
        if (atMillis == Long.MIN_VALUE) {
            return atMillis;
        }
        long start = grid(level).startMillis(atMillis);
        return start == atMillis ? start : grid(level).endMillis(start);
    }

    private static long floor(long atMillis) {
        return atMillis == Long.MIN_VALUE
                ? atMillis
                : Math.floorDiv(atMillis, FIVE_MINUTES_MILLIS) * FIVE_MINUTES_MILLIS;
    }

    private long beyond(Instant from) {
        return from.equals(Instant.MIN) ? Long.MIN_VALUE : from.toEpochMilli() + gapCapMillis;
    }

    private long before(Instant to) {
        return to.equals(Instant.MAX) ? Long.MAX_VALUE : to.toEpochMilli() - gapCapMillis;
    }
}
