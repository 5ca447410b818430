package io.busbar.benchmarks.journal;

import java.io.IOException;

/** Takes records and says when each is on disk, in the order of appending. One appending thread; closed before it is read back. */
public interface DurableLog extends AutoCloseable {

    /** Is told what became of each record, on any one thread. */
    interface Listener {

        /** The oldest record that was not durable is. */
        void durable();

        void failed(Exception cause);
    }

    /** Appends a record, which nobody changes any more; may wait until it is durable. */
    void append(byte[] record, Listener listener) throws IOException;

    /** Processor time that its server has used so far, in seconds; 0 when all of it is in this process. */
    double serverCpuSeconds();

    /** Gives every record that is there to the counter, in order. */
    void readBack(StoredRecords stored) throws IOException;

    @Override
    void close() throws IOException;
}
