package io.busbar.rollup;

import java.util.ArrayList;
import java.util.List;

/** Finds out how complete what a logger sent is, hour by hour, from when its frames were observed. Stateless. */
public final class GapLedger {

    private GapLedger() {}

    /**
     * One entry for every hour that the range touches, also those without frames.
     *
     * @param fromMillis inclusive
     * @param toMillis exclusive
     * @param observedAtMillis ascending; equal ones count once; those before the range only cover time, and matter back to the gap cap
     * @throws IllegalArgumentException when the range is empty or the times do not ascend
     */
    public static List<LedgerHour> hours(long fromMillis, long toMillis, Cadence cadence, long[] observedAtMillis) {
        if (fromMillis >= toMillis) {
            throw new IllegalArgumentException(
                    "range is empty: fromMillis=%d, toMillis=%d must be later".formatted(fromMillis, toMillis));
        }
        List<LedgerHour> hours = new ArrayList<>();
        int next = 0;
        long coveredUntilMillis = fromMillis;
        for (long start = fromMillis; start < toMillis; start = end(start, toMillis)) {
            long end = end(start, toMillis);
            long received = 0;
            long covered = Math.max(0, Math.min(coveredUntilMillis, end) - start);
            while (next < observedAtMillis.length && observedAtMillis[next] < end) {
                long at = observedAtMillis[next];
                boolean isFirst = next == 0 || later(at, observedAtMillis[next - 1]);
                received += isFirst && at >= start ? 1 : 0;
                long since = Math.max(Math.max(at, coveredUntilMillis), start);
                coveredUntilMillis = Math.max(coveredUntilMillis, at + cadence.gapCapMillis());
                covered += Math.max(0, Math.min(coveredUntilMillis, end) - since);
                next++;
            }
            hours.add(new LedgerHour(start, end, cadence.expectedFrames(start, end), received, covered));
        }
        return hours;
    }

    private static boolean later(long atMillis, long beforeMillis) {
        if (atMillis < beforeMillis) {
            throw new IllegalArgumentException(
                    "observation times must ascend: %d after %d".formatted(atMillis, beforeMillis));
        }
        return atMillis > beforeMillis;
    }

    private static long end(long startMillis, long toMillis) {
        return Math.min(BucketGrid.HOURS.endMillis(BucketGrid.HOURS.startMillis(startMillis)), toMillis);
    }
}
