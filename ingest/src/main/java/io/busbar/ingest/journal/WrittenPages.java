package io.busbar.ingest.journal;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.core.OS;
import net.openhft.posix.MAdviseFlag;
import net.openhft.posix.PosixAPI;
import org.jspecify.annotations.Nullable;

/**
 * Takes pages that are written to their end out of the memory map, all at once; what they hold stays in the page cache, changed. Else the sync,
 * which has to write-protect each changed page that is mapped, interrupts the other processors once for every page, and the appender waits for it
 * at every page that it touches. Does nothing where there is no madvise. Confined to the append thread.
 */
final class WrittenPages {

    private static final boolean IS_LINUX = OS.isLinux();
    private static final long PAGE_BYTES = OS.pageSize();

    /** A call to the kernel for less is not worth it. */
    private static final long LEAST_BYTES = 8 * PAGE_BYTES;

    /** The mapped block that is written; older ones may no longer be mapped. */
    private @Nullable MappedBytesStore block;

    /** Where in the file the pages begin that are still in the map. */
    private long start;

    /** @param written up to its write position, through the block that is mapped now */
    @SuppressWarnings("ReferenceEquality") // equal blocks would be those of the same content
    void release(Bytes<?> written) {
        if (!IS_LINUX || !(written instanceof MappedBytes) || !(written.bytesStore() instanceof MappedBytesStore now)) {
            return;
        }
        if (now != block) {
            block = now;
            start = now.start();
        }
        long end = Math.min(written.writePosition(), now.safeLimit()) / PAGE_BYTES * PAGE_BYTES;
        if (end - start >= LEAST_BYTES) {
            PosixAPI.posix().madvise(now.addressForRead(start), end - start, MAdviseFlag.MADV_DONTNEED);
            start = end;
        }
    }
}
