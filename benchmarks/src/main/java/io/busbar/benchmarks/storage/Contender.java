package io.busbar.benchmarks.storage;

import io.busbar.jobs.sample.FrameSamples;
import java.sql.SQLException;
import java.util.List;

/** Somebody who stores frames. Confined to one thread. */
public interface Contender extends AutoCloseable {

    /** Its name in the figures. */
    String name();

    /** What it does, in a line. */
    String description();

    /** Makes its tables empty. Not measured. */
    void clear() throws Exception;

    /**
     * Stores the frames; returns when queries see all of them.
     *
     * @param batches as the stream job hands them over, in the order of time
     */
    void store(List<List<FrameSamples>> batches) throws Exception;

    /** What its tables hold, counted by its own SQL. Not measured. */
    Content content() throws Exception;

    /** Processor time of its server so far, in seconds; NaN when it cannot be known. */
    double serverCpuSeconds();

    @Override
    default void close() throws SQLException {}
}
