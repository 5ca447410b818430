package io.busbar.rollup;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Folds the samples of one BMS, in ascending order of time, into buckets, and gives each out as soon as no later sample can change it: with the
 * first sample after its end, or, while voltage or current are missing, with the next that has both or is beyond the gap cap.
 *
 * <p>A bucket is a pure function of the samples in it, those before it and the first after it, as far as they are within the gap cap
 * ({@link BucketRange#samplesFromMillis} and {@link BucketRange#samplesToMillis}). A missing value ends nothing: the one before goes on
 * holding, and power is taken between the samples that have both voltage and current. Takes nothing from the heap for a sample that has
 * both. Confined to one thread.
 */
public final class BmsFold extends GridFold<BmsBucket> {

    private final HeldValue voltage = new HeldValue();
    private final HeldValue current = new HeldValue();
    private final HeldValue soc = new HeldValue();
    private final ThroughputFold throughput = new ThroughputFold();
    private final ArrayDeque<Reading> withoutPower = new ArrayDeque<>();

    private record Reading(
            long atMillis,
            @Nullable Integer millivolts,
            @Nullable Integer milliamps,
            @Nullable Integer socMillipercent) {}

    /**
     * @param range which buckets are given out; samples around them only say what holds and flows at their edges
     */
    public BmsFold(BucketEdges grid, Cadence cadence, BucketRange range, Consumer<? super BmsBucket> output) {
        super(grid, cadence, range, output);
    }

    /**
     * Takes a sample.
     *
     * @param atMillis when it was observed, later than every one before
     * @param milliamps positive when charging
     * @throws IllegalArgumentException when it is not later
     */
    public void add(
            long atMillis,
            @Nullable Integer millivolts,
            @Nullable Integer milliamps,
            @Nullable Integer socMillipercent) {
        admit(atMillis);
        if (millivolts != null && milliamps != null && ThroughputFold.isPower(millivolts, milliamps)) {
            throughput.join(atMillis, millivolts, milliamps, gapCapMillis());
        } else if (throughput.awaits(atMillis, gapCapMillis())) {
            withoutPower.add(new Reading(atMillis, millivolts, milliamps, socMillipercent));
            return;
        } else {
            throughput.part();
        }
        takeWaiting();
        take(atMillis, millivolts, milliamps, socMillipercent);
    }

    /** Gives out what is left, as if no sample followed. The fold is as new then. */
    public void finish() {
        throughput.part();
        takeWaiting();
        closeAll();
    }

    private void takeWaiting() {
        for (Reading reading = withoutPower.poll(); reading != null; reading = withoutPower.poll()) {
            take(reading.atMillis, reading.millivolts, reading.milliamps, reading.socMillipercent);
        }
    }

    private void take(
            long atMillis,
            @Nullable Integer millivolts,
            @Nullable Integer milliamps,
            @Nullable Integer socMillipercent) {
        arrive(atMillis);
        if (millivolts != null) {
            voltage.take(atMillis, millivolts, gapCapMillis());
        }
        if (milliamps != null) {
            current.take(atMillis, milliamps, gapCapMillis());
        }
        if (socMillipercent != null) {
            soc.take(atMillis, socMillipercent, gapCapMillis());
        }
    }

    @Override
    void weigh(long fromMillis, long untilMillis) {
        voltage.weigh(fromMillis, untilMillis);
        current.weigh(fromMillis, untilMillis);
        soc.weigh(fromMillis, untilMillis);
        throughput.weigh(fromMillis, untilMillis);
    }

    @Override
    boolean reachesBeyond(long atMillis) {
        return throughput.reachesBeyond(atMillis)
                || voltage.holdsBeyond(atMillis)
                || current.holdsBeyond(atMillis)
                || soc.holdsBeyond(atMillis);
    }

    @Override
    BmsBucket close(BucketPlace place) {
        return new BmsBucket(place, voltage.close(), current.close(), soc.close(), throughput.close());
    }

    @Override
    void release() {
        voltage.release();
        current.release();
        soc.release();
    }
}
