package io.busbar.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SettledPagesTest {

    private static final int RECORDS = 10_000;
    private static final int RECORD_BYTES = 16 << 10;
    private static final int RECORDS_UNDER_WAY = 256;

    /** 64 MiB are kept, and what is under way. */
    private static final long MOST_RESIDENT_BYTES = 96L << 20;

    @TempDir
    Path directory;

    @BeforeAll
    static void needsFincore() {
        Programs.require("fincore");
    }

    @Test
    void leavesThePageCacheToOthersAndLosesNothing() throws IOException, InterruptedException {
        Outcomes outcomes = new Outcomes();
        try (Journal journal = Journal.open(
                JournalConfig.of(directory, Durability.DISK), Clock.systemUTC(), new SimpleMeterRegistry())) {
            for (int i = 0; i < RECORDS; i++) {
                journal.append(record(i), outcomes);
                if (i % RECORDS_UNDER_WAY == 0) {
                    outcomes.awaitDurable(i);
                }
            }
            outcomes.awaitDurable(RECORDS);
            assertThat(residentBytes()).isPositive().isLessThan(MOST_RESIDENT_BYTES);
            assertThat(outcomes.durableCount()).isEqualTo(RECORDS);
            try (JournalTail tail = journal.tail()) {
                for (int i = 0; i < RECORDS; i++) {
                    assertThat(tail.next()).isEqualTo(record(i));
                }
            }
        }
    }

    private static byte[] record(int number) {
        return ByteBuffer.allocate(RECORD_BYTES)
                .putInt(number)
                .putInt(RECORD_BYTES - Integer.BYTES, number)
                .array();
    }

    private long residentBytes() throws IOException, InterruptedException {
        long bytes = 0;
        for (Path segment : new Segments(directory).all()) {
            Process fincore = new ProcessBuilder(
                            "fincore", "--bytes", "--noheadings", "--output", "RES", segment.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String said = new String(fincore.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(fincore.waitFor()).isZero();
            bytes += Long.parseLong(said.strip());
        }
        return bytes;
    }
}
