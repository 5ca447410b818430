package io.busbar.standalone.postgres;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a server takes of the machine: an eighth of its memory for pages, since everything else runs here too. Each device writes to a page of its
 * own, so that with too little for the pages of all of them the server writes, logs and reads each over and over; a longer log between checkpoints
 * keeps it from logging whole pages. Immutable.
 *
 * @param sharedBuffers bytes for pages; taken as they are used
 * @param expectedCache bytes that the server may reckon with, of its own and of the operating system
 * @param longestLog bytes of write-ahead log between checkpoints, on disk
 */
record DatabaseMemory(long sharedBuffers, long expectedCache, long longestLog) {

    private static final long MEBI = 1L << 20;
    private static final long GIBI = 1L << 30;

    private static final long PARTS = 8;
    private static final long LEAST_BUFFERS = 128 * MEBI;
    private static final long MOST_BUFFERS = 4 * GIBI;
    private static final long LEAST_LOG = GIBI;
    private static final long MOST_LOG = 4 * GIBI;

    static DatabaseMemory ofThisMachine() {
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return of(machine.getTotalMemorySize());
    }

    /** @param total bytes of memory of the machine, or of the container */
    static DatabaseMemory of(long total) {
        long buffers = Math.max(LEAST_BUFFERS, Math.min(total / PARTS, MOST_BUFFERS));
        return new DatabaseMemory(
                buffers, Math.max(total / 2, buffers), Math.max(LEAST_LOG, Math.min(2 * buffers, MOST_LOG)));
    }

    /** Lines of postgresql.conf. */
    String settings() {
        return """
                shared_buffers = %dMB
                effective_cache_size = %dMB
                max_wal_size = %dMB
                """
                .formatted(sharedBuffers / MEBI, expectedCache / MEBI, longestLog / MEBI);
    }
}
