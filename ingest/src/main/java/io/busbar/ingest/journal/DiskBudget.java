package io.busbar.ingest.journal;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether the journal may grow: its own size and the room that is left on the file system, looked at once a second. Entries
 * appended between two looks are why some room stays free. Written by the housekeeping thread, read by any.
 */
final class DiskBudget {

    private static final Logger log = LoggerFactory.getLogger(DiskBudget.class);

    private final JournalConfig config;
    private final Segments segments;
    private volatile long usedBytes;
    private volatile @Nullable String problem;

    DiskBudget(JournalConfig config, Segments segments) throws IOException {
        this.config = config;
        this.segments = segments;
        look();
    }

    /** Null while there is room. */
    @Nullable
    String problem() {
        return problem;
    }

    long usedBytes() {
        return usedBytes;
    }

    void look() throws IOException {
        usedBytes = segments.totalBytes();
        FileStore store = Files.getFileStore(config.directory());
        long freeBytes = store.getUsableSpace();
        @Nullable String now = null;
        if (usedBytes > config.maxDiskBytes()) {
            now = "journal is full: used=" + usedBytes + " bytes, allowed=" + config.maxDiskBytes();
        } else if (freeBytes < config.minFreeBytes()) {
            now = "disk is full: free=" + freeBytes + " bytes, needed=" + config.minFreeBytes();
        }
        if (now != null && problem == null) {
            log.error("{}: no frame is acknowledged until there is room", now);
        } else if (now == null && problem != null) {
            log.warn("the journal has room again");
        }
        problem = now;
    }
}
