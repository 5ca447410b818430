package io.busbar.ingest.journal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The records of one append on their way to the disk. Handed from thread to thread, never shared. */
final class Entry {

    final List<byte[]> records;
    final Completion completion;
    final long bytes;
    final long appendedNanos = System.nanoTime();

    /** Where the records were written, as far as they are. */
    final long[] indexes;

    private int written;

    /** The files that the records were written to: one, or two around a roll. */
    final List<Path> segments = new ArrayList<>(1);

    Entry(List<byte[]> records, Completion completion) {
        this.records = records;
        this.completion = completion;
        this.indexes = new long[records.size()];
        long sum = 0;
        for (byte[] record : records) {
            sum += record.length;
        }
        this.bytes = sum;
    }

    void writtenTo(Path segment, long index) {
        indexes[written++] = index;
        if (segments.isEmpty() || !segments.get(segments.size() - 1).equals(segment)) {
            segments.add(segment);
        }
    }

    long lastIndex() {
        return indexes[written - 1];
    }

    static int records(List<Entry> entries) {
        int records = 0;
        for (Entry entry : entries) {
            records += entry.records.size();
        }
        return records;
    }
}
