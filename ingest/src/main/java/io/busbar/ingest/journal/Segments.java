package io.busbar.ingest.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a journal, one per roll cycle, whose names sort by time: how large they are together, and which may go. Stateless but
 * for the directory; thread-safe.
 */
final class Segments {

    private static final Logger log = LoggerFactory.getLogger(Segments.class);
    private static final String SUFFIX = ".cq4";

    private final Path directory;

    Segments(Path directory) {
        this.directory = directory;
    }

    /** Oldest first. */
    List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The segment of the roll cycle that starts at a time, by Chronicle's pattern for its name. */
    Path startingAt(long startMillis, String namePattern) {
        String name = DateTimeFormatter.ofPattern(namePattern, Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(Instant.ofEpochMilli(startMillis));
        return directory.resolve(name + SUFFIX);
    }

    long totalBytes() throws IOException {
        long total = 0;
        for (Path segment : all()) {
            total += Files.size(segment);
        }
        return total;
    }

    /**
     * Deletes the segments before the one that the relay reads, except those written to within the retention: a broker that lost
     * its tail can be given them again.
     *
     * @param relaying the segment of the cursor, which stays
     * @return how many went
     */
    int deleteBefore(Path relaying, Clock clock, Duration retention) throws IOException {
        long deleteUntilMillis = clock.millis() - retention.toMillis();
        int deleted = 0;
        for (Path segment : all()) {
            boolean relayed = segment.getFileName().compareTo(relaying.getFileName()) < 0;
            if (relayed && Files.getLastModifiedTime(segment).toMillis() < deleteUntilMillis) {
                Files.delete(segment);
                log.info("deleted relayed journal segment {}", segment);
                deleted++;
            }
        }
        return deleted;
    }
}
