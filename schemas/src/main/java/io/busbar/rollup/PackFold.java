package io.busbar.rollup;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Folds the cell differentials of one pack, in ascending order of time, into buckets, and gives each out with the first sample after its end. A
 * bucket is a pure function of the samples in it and the last differential before it, if that is within the gap cap. Takes nothing from the heap
 * for a sample whose differential the bucket has seen. Confined to one thread.
 */
public final class PackFold extends GridFold<PackBucket> {

    private final HeldValue differential = new HeldValue();
    private final DistributionFold distribution = new DistributionFold();
    private int widestMillivolts = -1;
    private long widestAtMillis;
    private int highestCell;
    private int lowestCell;
    private int leastUsed = Integer.MAX_VALUE;
    private int mostExpected;

    /**
     * @param range which buckets are given out; samples before only say what holds
     */
    public PackFold(BucketEdges grid, Cadence cadence, BucketRange range, Consumer<? super PackBucket> output) {
        super(grid, cadence, range, output);
    }

    /**
     * Takes a sample.
     *
     * @param atMillis when it was observed, later than every one before
     * @param differentialMillivolts 0 to {@link Distribution#MAX_MILLIVOLTS}
     * @param highest number of the highest cell, from 1
     * @param lowest number of the lowest cell, from 1
     * @throws IllegalArgumentException when it is not later, or a number is out of range
     */
    public void add(
            long atMillis, int differentialMillivolts, int highest, int lowest, int cellsUsed, int cellsExpected) {
        if (differentialMillivolts < 0 || differentialMillivolts > Distribution.MAX_MILLIVOLTS) {
            throw new IllegalArgumentException("differentialMillivolts=%d, allowed 0 to %d"
                    .formatted(differentialMillivolts, Distribution.MAX_MILLIVOLTS));
        }
        addWithoutDifferential(atMillis, cellsUsed, cellsExpected);
        differential.take(atMillis, differentialMillivolts, gapCapMillis());
        distribution.add(differentialMillivolts, 1);
        if (differentialMillivolts > widestMillivolts) {
            widestMillivolts = differentialMillivolts;
            widestAtMillis = atMillis;
            highestCell = highest;
            lowestCell = lowest;
        }
    }

    /** Takes a sample with too few cells for a differential: the one before goes on holding. */
    public void addWithoutDifferential(long atMillis, int cellsUsed, int cellsExpected) {
        if (cellsUsed < 0 || cellsUsed > cellsExpected) {
            throw new IllegalArgumentException("cellsUsed=%d of cellsExpected=%d, allowed 0 to as many as expected"
                    .formatted(cellsUsed, cellsExpected));
        }
        admit(atMillis);
        arrive(atMillis);
        leastUsed = Math.min(leastUsed, cellsUsed);
        mostExpected = Math.max(mostExpected, cellsExpected);
    }

    /** Gives out what is left, as if no sample followed. The fold is as new then. */
    public void finish() {
        closeAll();
    }

    @Override
    void weigh(long fromMillis, long untilMillis) {
        differential.weigh(fromMillis, untilMillis);
    }

    @Override
    boolean reachesBeyond(long atMillis) {
        return differential.holdsBeyond(atMillis);
    }

    @Override
    PackBucket close(BucketPlace place) {
        @Nullable
        Widest widest =
                widestMillivolts < 0 ? null : new Widest(widestMillivolts, widestAtMillis, highestCell, lowestCell);
        PackBucket bucket = new PackBucket(
                place,
                widest,
                differential.close(),
                distribution.close(),
                place.received() == 0 ? 0 : leastUsed,
                mostExpected);
        widestMillivolts = -1;
        leastUsed = Integer.MAX_VALUE;
        mostExpected = 0;
        return bucket;
    }

    @Override
    void release() {
        differential.release();
    }
}
