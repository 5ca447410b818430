package io.busbar.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel is asked for: an acknowledgement is a promise about the disk, so it is looked at from outside. */
@Timeout(120)
class JournalSyncTraceTest {

    private static final Pattern SEGMENT_SYNCED =
            Pattern.compile("(fsync|fdatasync)\\(\\d+<[^>]*\\.cq4>(\\) += 0| <unfinished)");
    private static final Pattern ACKNOWLEDGED = Pattern.compile("write\\(1<.*\"durable \\d+");
    private static final Pattern DIRECTORY_SYNCED = Pattern.compile("(fsync|fdatasync)\\(\\d+<[^>]*/journal>");

    @TempDir
    Path directory;

    @BeforeAll
    static void needsStrace() {
        Programs.require("strace");
    }

    @Test
    void syncsTheSegmentBeforeTheFirstAcknowledgement() throws IOException, InterruptedException {
        List<String> calls = trace(Durability.DISK);
        int firstAcknowledged = firstMatch(calls, ACKNOWLEDGED);
        assertThat(firstAcknowledged).isNotNegative();
        assertThat(firstMatch(calls, SEGMENT_SYNCED)).isBetween(0, firstAcknowledged);
        assertThat(firstMatch(calls, DIRECTORY_SYNCED)).isBetween(0, firstAcknowledged);
    }

    @Test
    void doesNotSyncBeforeAcknowledgementsWhenMemorySuffices() throws IOException, InterruptedException {
        List<String> calls = trace(Durability.MEMORY);
        assertThat(firstMatch(calls, ACKNOWLEDGED)).isNotNegative();
        assertThat(firstMatch(calls, SEGMENT_SYNCED)).isNegative();
    }

    private List<String> trace(Durability durability) throws IOException, InterruptedException {
        Path trace = directory.resolve("trace-" + durability.name().toLowerCase(Locale.ROOT));
        List<String> command = new ArrayList<>(
                List.of("strace", "-f", "-y", "-e", "trace=fsync,fdatasync,msync,write", "-o", trace.toString()));
        command.addAll(JournalWriterProcess.command(directory.resolve("journal"), 100, durability));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor()).isZero();
        return Files.readAllLines(trace);
    }

    private static int firstMatch(List<String> calls, Pattern pattern) {
        for (int i = 0; i < calls.size(); i++) {
            if (pattern.matcher(calls.get(i)).find()) {
                return i;
            }
        }
        return -1;
    }
}
