package io.busbar.ingest.journal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a journal is told. Immutable.
 *
 * @param maxDiskBytes of all segments together; at this size the journal takes nothing more until the relay catches up
 * @param minFreeBytes that must stay free on the file system; a full disk under a mapped file would kill the process
 * @param maxBacklogBytes of entries that wait for their sync
 * @param retention how long a segment is kept after its last write, at least, although all of it was relayed
 */
public record JournalConfig(
        Path directory,
        Durability durability,
        long maxDiskBytes,
        long minFreeBytes,
        long maxBacklogBytes,
        Duration retention) {

    private static final long MEBIBYTE = 1L << 20;

    public JournalConfig {
        List<String> problems = new ArrayList<>();
        if (maxDiskBytes < 16 * MEBIBYTE) {
            problems.add("maxDiskBytes=" + maxDiskBytes + ", at least 16 MiB are needed");
        }
        if (minFreeBytes < 0) {
            problems.add("minFreeBytes=" + minFreeBytes + " is negative");
        }
        if (maxBacklogBytes < MEBIBYTE) {
            problems.add("maxBacklogBytes=" + maxBacklogBytes + ", at least 1 MiB is needed");
        }
        if (retention.isNegative()) {
            problems.add("retention=" + retention + " is negative");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("journal configuration: " + String.join("; ", problems));
        }
    }

    /** 16 GiB of segments, 256 MiB left free, 64 MiB waiting, relayed segments kept for an hour. */
    public static JournalConfig of(Path directory, Durability durability) {
        return new JournalConfig(
                directory, durability, 16 * 1_024 * MEBIBYTE, 256 * MEBIBYTE, 64 * MEBIBYTE, Duration.ofHours(1));
    }

    public JournalConfig withMaxDiskBytes(long bytes) {
        return new JournalConfig(directory, durability, bytes, minFreeBytes, maxBacklogBytes, retention);
    }
}
