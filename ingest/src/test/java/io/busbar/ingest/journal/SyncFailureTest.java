package io.busbar.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The disk does not take a group: here because its segment cannot be opened. */
@Timeout(60)
class SyncFailureTest {

    @TempDir
    Path directory;

    @Test
    void failsTheGroupAndEverythingAfterIt() throws IOException {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Outcomes outcomes = new Outcomes();
        try (Journal journal = Journal.open(JournalConfig.of(directory, Durability.DISK), Clock.systemUTC(), meters)) {
            Handover<Entry> appended = new Handover<>();
            Entry entry = new Entry(List.of(new byte[10]), outcomes);
            entry.writtenTo(directory.resolve("missing.cq4"), 1);
            appended.putAll(List.of(entry, entry));
            appended.close();
            new SyncLoop(journal, Durability.DISK, appended, new SegmentSync(directory), new SimpleMeterRegistry())
                    .run();
            assertThat(outcomes.failedCount()).isEqualTo(2);
            assertThat(journal.problem()).startsWith("syncing to disk failed: ").endsWith("missing.cq4");

            journal.append(new byte[10], outcomes);
            assertThat(outcomes.failedCount()).isEqualTo(3);
            assertThat(outcomes.durableCount()).isZero();
        }
    }
}
