package io.busbar.rollup;

import io.busbar.rollup.CounterRule.Kind;
import java.util.function.Consumer;

/**
 * Folds the readings of one counter of energy, in ascending order of time, into buckets. A bucket is a pure function of the readings in it and the
 * last one before it, <em>however old that is</em>: a counter tells what flowed while nobody listened. So a late reading changes its own bucket and
 * that of the next reading. Confined to one thread.
 */
public final class CounterFold extends GridFold<CounterBucket> {

    private final CounterRule rule;
    private boolean known;
    private long lastAtMillis;
    private long lastWattHours;
    private long gained;
    private long acrossGaps;
    private int corrections;
    private int resets;

    /**
     * @param range which buckets are given out; a reading before them is what the first one inside is compared to
     */
    public CounterFold(
            CounterRule rule,
            BucketEdges grid,
            Cadence cadence,
            BucketRange range,
            Consumer<? super CounterBucket> output) {
        super(grid, cadence, range, output);
        this.rule = rule;
    }

    /**
     * Takes a reading.
     *
     * @param atMillis when it was observed, later than every one before
     * @param wattHours at least 0
     * @throws IllegalArgumentException when it is not later, or below 0
     */
    public void add(long atMillis, long wattHours) {
        if (wattHours < 0) {
            throw new IllegalArgumentException("a counter below 0: wattHours=%d at %d".formatted(wattHours, atMillis));
        }
        admit(atMillis);
        arrive(atMillis);
        if (known) {
            count(atMillis - lastAtMillis, wattHours);
        }
        known = true;
        lastAtMillis = atMillis;
        lastWattHours = wattHours;
    }

    /** Gives out what is left. The fold is as new then. */
    public void finish() {
        closeAll();
    }

    private void count(long millis, long wattHours) {
        Kind kind = rule.kind(lastWattHours, wattHours, millis);
        long difference = rule.difference(kind, lastWattHours, wattHours);
        gained += difference;
        if (millis > gapCapMillis()) {
            acrossGaps += difference;
        }
        corrections += kind == Kind.CORRECTION ? 1 : 0;
        resets += kind == Kind.RESET ? 1 : 0;
    }

    @Override
    void weigh(long fromMillis, long untilMillis) {
        // A difference belongs to its later reading.
    }

    @Override
    boolean reachesBeyond(long atMillis) {
        return false;
    }

    @Override
    CounterBucket close(BucketPlace place) {
        CounterBucket bucket = new CounterBucket(place, gained, acrossGaps, corrections, resets);
        gained = 0;
        acrossGaps = 0;
        corrections = 0;
        resets = 0;
        return bucket;
    }

    @Override
    void release() {
        known = false;
    }
}
