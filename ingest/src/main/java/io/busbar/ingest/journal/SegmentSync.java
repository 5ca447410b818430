package io.busbar.ingest.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Brings what was written to segments onto the disk, with fdatasync on the segment's file.
 *
 * <p>Chronicle's own sync does not suffice for an acknowledgement, not even with SyncMode.SYNC: it covers only the mapped block that
 * holds the end, so the end of the block or of the segment before is left to a later release, and a failed msync is logged, not
 * reported. The kernel writes the pages that were changed through any mapping of the file. Confined to the sync thread.
 */
final class SegmentSync implements AutoCloseable {

    private final Path directory;
    private @Nullable Path path;
    private @Nullable FileChannel channel;

    SegmentSync(Path directory) {
        this.directory = directory;
    }

    /** @throws IOException when the disk may not hold everything that was written to the segment */
    void sync(Path segment) throws IOException {
        if (channel != null && segment.equals(path)) {
            channel.force(false);
            return;
        }
        close();
        path = segment;
        channel = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel.force(true);
        DurableFile.syncDirectory(directory);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            // Rolling wrote an end mark after the last entry.
            channel.force(true);
            channel.close();
            channel = null;
        }
    }
}
