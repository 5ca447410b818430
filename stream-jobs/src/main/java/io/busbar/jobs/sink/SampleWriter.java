package io.busbar.jobs.sink;

import io.busbar.jobs.sample.FrameSamples;
import io.busbar.measure.Catalogue;
import java.util.List;

/** Writes samples to the database, a batch at a time: what the job's sink does between two checkpoints. Confined to one thread. */
public final class SampleWriter implements AutoCloseable {

    private final BatchWriter batches;

    private SampleWriter(BatchWriter batches) {
        this.batches = batches;
    }

    /** Connects with the first batch. */
    public static SampleWriter open(DatabaseConfig database) {
        return new SampleWriter(new BatchWriter(database, Catalogue.load()));
    }

    /**
     * Returns when the samples of these frames are committed, in one transaction unless the database refuses some.
     *
     * @throws InterruptedException when interrupted while the database is away
     */
    public void write(List<FrameSamples> frames) throws InterruptedException {
        batches.write(frames);
    }

    /** Returns when everything that the frames written so far leave is committed. */
    public void flush() {}

    @Override
    public void close() {
        batches.close();
    }
}
