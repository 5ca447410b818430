package io.busbar.benchmarks.door;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;

/** What a sync of a file's data to the disk takes here and now: append a page, sync, again. Stateless. */
public final class Sync {

    private static final int PAGE_BYTES = 4_096;
    private static final int DIGITS = 3;

    private Sync() {}

    /** Nanoseconds of {@code syncs} of them, in a new file of the folder, which is deleted again. */
    public static Histogram measure(Path folder, int syncs) throws IOException {
        Files.createDirectories(folder);
        Path file = Files.createTempFile(folder, "sync", null);
        Histogram nanos = new Histogram(DIGITS);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer page = ByteBuffer.allocateDirect(PAGE_BYTES);
            for (int i = 0; i < syncs; i++) {
                channel.write(page.clear());
                long begun = System.nanoTime();
                channel.force(false);
                nanos.recordValue(System.nanoTime() - begun);
            }
        } finally {
            Files.delete(file);
        }
        return nanos;
    }
}
