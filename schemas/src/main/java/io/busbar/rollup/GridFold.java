package io.busbar.rollup;

import java.util.function.Consumer;

/**
 * Walks through the buckets of a grid while samples come in ascending order of time, and gives each bucket out as soon as no sample that is yet to
 * come can change it. Buckets without samples are given out when something from before still counts in them; empty ones never are.
 *
 * <pre>
 *      bucket         bucket        (empty)       bucket
 *   |  s   s   s  |             |             |  s      s
 *              ^ holds, to the gap cap  ^        ^ opens its own bucket
 * </pre>
 *
 * Confined to one thread.
 */
abstract class GridFold<B> {

    private final BucketEdges grid;
    private final Cadence cadence;
    private final long gapCapMillis;
    private final BucketRange range;
    private final Consumer<? super B> output;
    private boolean open;
    private long startMillis;
    private long endMillis;
    private long lastMillis = Long.MIN_VALUE;
    private long doneMillis;
    private long received;

    GridFold(BucketEdges grid, Cadence cadence, BucketRange range, Consumer<? super B> output) {
        this.grid = grid;
        this.cadence = cadence;
        this.gapCapMillis = cadence.gapCapMillis();
        this.range = range;
        this.output = output;
    }

    /** Counts the time between the two moments, which lie in one bucket and follow on from what was counted before. */
    abstract void weigh(long fromMillis, long untilMillis);

    /** Whether something that was taken counts beyond the moment. */
    abstract boolean reachesBeyond(long atMillis);

    /** Makes the bucket and is empty for the next. */
    abstract B close(BucketPlace place);

    /** Forgets what holds. */
    abstract void release();

    final long gapCapMillis() {
        return gapCapMillis;
    }

    /** Every sample passes here as it comes, which may be before it {@linkplain #arrive arrives} in its bucket. */
    final void admit(long atMillis) {
        if (atMillis <= lastMillis) {
            throw new IllegalArgumentException(
                    "samples must come in ascending order of time: %d after %d".formatted(atMillis, lastMillis));
        }
        lastMillis = atMillis;
    }

    /** Counts all time before a sample and opens its bucket. */
    final void arrive(long atMillis) {
        while (open && endMillis <= atMillis) {
            closeBucket();
            if (reachesBeyond(endMillis)) {
                openBucket(endMillis);
            }
        }
        if (open) {
            weigh(doneMillis, atMillis);
        } else {
            openBucket(grid.startMillis(atMillis));
        }
        doneMillis = atMillis;
        received++;
    }

    /** Gives out the open bucket and those into which something holds, as if no sample followed; the fold is as new then. */
    final void closeAll() {
        while (open) {
            closeBucket();
            if (reachesBeyond(endMillis)) {
                openBucket(endMillis);
            }
        }
        release();
        lastMillis = Long.MIN_VALUE;
    }

    private void openBucket(long atMillis) {
        startMillis = atMillis;
        endMillis = grid.endMillis(atMillis);
        doneMillis = atMillis;
        open = true;
    }

    private void closeBucket() {
        weigh(doneMillis, endMillis);
        B bucket = close(
                new BucketPlace(startMillis, endMillis, received, cadence.expectedFrames(startMillis, endMillis)));
        received = 0;
        open = false;
        if (range.contains(startMillis)) {
            output.accept(bucket);
        }
    }
}
