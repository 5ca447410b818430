package io.busbar.benchmarks.journal;

import java.io.IOException;
import java.util.Arrays;

/** Counts records that are read back: 0, 1, 2, …, each with its own bytes. Confined to one thread. */
public final class StoredRecords {

    private long next;

    /** @throws IOException when it is not the next record */
    public void take(byte[] record) throws IOException {
        if (!Arrays.equals(record, Records.record(next))) {
            throw new IOException("record " + next + " is missing or damaged");
        }
        next++;
    }

    public long count() {
        return next;
    }
}
