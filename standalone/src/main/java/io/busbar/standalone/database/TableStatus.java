package io.busbar.standalone.database;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is stored in one table of samples. Immutable.
 *
 * @param chunks null for a plain table, as is its chunkInterval
 * @param compressedChunks how many of the chunks are compressed columns
 * @param bytes of rows and indexes
 * @param exact whether every row was counted; else rows is the server's estimate and values follow from a part of them
 * @param values cells and temperatures with a reading and columns that are not null; neither keys nor what tells of the frame
 * @param oldest null when the table is empty, as is newest
 * @param keep null when rows are kept for ever
 * @param horizon everything before it is gone; null when nothing is
 * @param exportFolder where rows are written to before they go; null for nowhere
 */
public record TableStatus(
        String name,
        @Nullable Integer chunks,
        int compressedChunks,
        @Nullable Duration chunkInterval,
        long bytes,
        long rows,
        long values,
        boolean exact,
        @Nullable Instant oldest,
        @Nullable Instant newest,
        @Nullable Duration keep,
        @Nullable Instant horizon,
        @Nullable String exportFolder) {

    /** NaN without values. */
    public double bytesPerValue() {
        return values == 0 ? Double.NaN : (double) bytes / values;
    }
}
