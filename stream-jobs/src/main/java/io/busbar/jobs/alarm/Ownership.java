package io.busbar.jobs.alarm;

import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Which loggers' frames come to one of several parallel writers: Flink sends the frames of a logger to one of them, by a hash of its serial
 * number. Immutable.
 *
 * @param index of the writer, from 0
 * @param maxParallelism the job's, which the hash depends on
 */
public record Ownership(int index, int writers, int maxParallelism) {

    /** Of a writer that gets everything. */
    public static final Ownership ALL = new Ownership(0, 1, 128);

    public Ownership {
        if (index < 0 || index >= writers) {
            throw new IllegalArgumentException("index=" + index + ", allowed: 0 to below writers=" + writers);
        }
    }

    /** Whether this writer gets the frames of a logger. */
    public boolean owns(String loggerSerialNumber) {
        return writers == 1
                || KeyGroupRangeAssignment.assignKeyToParallelOperator(loggerSerialNumber, maxParallelism, writers)
                        == index;
    }

    /** Whether what concerns everybody is for this writer to do. */
    boolean isFirst() {
        return index == 0;
    }
}
