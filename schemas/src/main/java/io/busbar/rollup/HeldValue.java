package io.busbar.rollup;

import org.jspecify.annotations.Nullable;

/**
 * One value of a fold: what holds, and what the open bucket has seen of it. Confined to the thread of its fold.
 */
final class HeldValue {

    private boolean holding;
    private long heldUntilMillis;
    private int held;
    private long weighted;
    private long coveredMillis;
    private long count;
    private int first;
    private long firstAtMillis;
    private long lastAtMillis;
    private int min;
    private long minAtMillis;
    private int max;
    private long maxAtMillis;

    /** A value of the open bucket, later than those before. */
    void take(long atMillis, int value, long gapCapMillis) {
        if (count == 0) {
            first = value;
            firstAtMillis = atMillis;
        }
        if (count == 0 || value < min) {
            min = value;
            minAtMillis = atMillis;
        }
        if (count == 0 || value > max) {
            max = value;
            maxAtMillis = atMillis;
        }
        count++;
        held = value;
        lastAtMillis = atMillis;
        holding = true;
        heldUntilMillis = atMillis + gapCapMillis;
    }

    /** Counts the time from the first moment to the second, as far as the value holds. */
    void weigh(long fromMillis, long untilMillis) {
        if (holding) {
            long millis = Math.min(untilMillis, heldUntilMillis) - fromMillis;
            if (millis > 0) {
                weighted += held * millis;
                coveredMillis += millis;
            }
        }
    }

    boolean holdsBeyond(long atMillis) {
        return holding && heldUntilMillis > atMillis;
    }

    /** What the open bucket came to; the next begins with the same value holding. */
    ValueSummary close() {
        if (count == 0 && coveredMillis == 0) {
            return ValueSummary.NONE;
        }
        @Nullable
        Observed own = count == 0
                ? null
                : new Observed(count, first, firstAtMillis, held, lastAtMillis, min, minAtMillis, max, maxAtMillis);
        ValueSummary summary = new ValueSummary(own, weighted, coveredMillis);
        count = 0;
        weighted = 0;
        coveredMillis = 0;
        return summary;
    }

    /** Nothing holds any more. */
    void release() {
        holding = false;
    }
}
