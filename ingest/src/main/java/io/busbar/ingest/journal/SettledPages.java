package io.busbar.ingest.journal;

import java.nio.file.Path;
import jnr.ffi.LibraryLoader;
import net.openhft.chronicle.core.OS;
import net.openhft.posix.OpenFlag;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.PosixRuntimeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the kernel drop from its page cache what was written long ago to the segment that is being written: it is on disk, and the relay has read it
 * or is far behind. Else a busy journal goes through all the memory there is, page by page, and pushes out what the database and Kafka need; so it
 * goes on with the same few pages, which the processor's caches may still hold. What is dropped is read from disk when the relay catches up. Does
 * nothing where there is no posix_fadvise. Confined to the append thread.
 */
final class SettledPages implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SettledPages.class);

    /** Stays for the relay. */
    private static final long KEPT_BYTES = 64L << 20;

    /** Dropped at once: a mapped block, for pages that are still mapped stay. */
    private static final long STEP_BYTES = 4L << 20;

    /** Linux, {@code asm-generic/fadvise.h}; s390 has another. */
    private static final int DONT_NEED = 4;

    private static final int NO_FILE = -1;

    private final @Nullable LibC libC = load();
    private @Nullable Path segment;
    private int file = NO_FILE;
    private long droppedTo;

    /** What Chronicle's own access to POSIX lacks. Public so that its implementation can be generated. */
    public interface LibC {

        /** Gives 0 or an error number. */
        @SuppressWarnings("checkstyle:MethodName")
        int posix_fadvise(int file, long offset, long length, int advice);
    }

    /** @param writtenTo up to where the segment's file is written */
    void release(Path written, long writtenTo) {
        if (libC == null) {
            return;
        }
        if (!written.equals(segment)) {
            open(written);
        }
        long end = writtenTo - KEPT_BYTES;
        if (file != NO_FILE && end - droppedTo >= STEP_BYTES) {
            libC.posix_fadvise(file, droppedTo, end - droppedTo, DONT_NEED);
            droppedTo = end;
        }
    }

    @Override
    public void close() {
        if (file != NO_FILE) {
            PosixAPI.posix().close(file);
            file = NO_FILE;
        }
    }

    private void open(Path written) {
        close();
        segment = written;
        droppedTo = 0;
        try {
            file = PosixAPI.posix().open(written.toString(), OpenFlag.O_RDONLY, 0);
        } catch (PosixRuntimeException e) {
            log.info("the pages of {} stay in the page cache: {}", written, e.toString());
        }
    }

    private static @Nullable LibC load() {
        if (!OS.isLinux()) {
            return null;
        }
        try {
            return LibraryLoader.create(LibC.class).load("c");
        } catch (LinkageError | RuntimeException e) {
            log.info("the journal's pages stay in the page cache: {}", e.toString());
            return null;
        }
    }
}
