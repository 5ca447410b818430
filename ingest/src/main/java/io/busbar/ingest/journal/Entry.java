package io.busbar.ingest.journal;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One append on its way to the disk. Handed from thread to thread, never shared. */
final class Entry {

    final byte[] record;
    final Completion completion;
    final long appendedNanos = System.nanoTime();

    /** Where it was appended; 0 before. */
    long index;

    /** The file it was appended to. */
    @Nullable
    Path segment;

    Entry(byte[] record, Completion completion) {
        this.record = record;
        this.completion = completion;
    }

    static long bytes(List<Entry> entries) {
        long bytes = 0;
        for (Entry entry : entries) {
            bytes += entry.record.length;
        }
        return bytes;
    }
}
