package io.busbar.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed in full flow. */
@Timeout(120)
class JournalKilledTest {

    @TempDir
    Path directory;

    @RepeatedTest(3)
    void hasEveryAcknowledgedEntryAfterReopening() throws IOException, InterruptedException {
        Path acknowledgements = directory.resolve("acknowledgements");
        Process writer = new ProcessBuilder(
                        JournalWriterProcess.command(directory.resolve("journal"), Long.MAX_VALUE, Durability.DISK))
                .redirectOutput(acknowledgements.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.size(acknowledgements) > 300_000);
        } finally {
            // SIGKILL
            writer.destroyForcibly().waitFor();
        }
        List<String> lines = Files.readAllLines(acknowledgements);
        // The last line may be cut.
        long acknowledged = lines.size() - 1L;
        assertThat(lines.get(lines.size() - 2)).isEqualTo("durable " + (acknowledged - 1));
        assertThat(acknowledged).isGreaterThan(10_000);

        Set<Long> stored = new HashSet<>();
        try (Journal journal = Journal.open(
                        JournalConfig.of(directory.resolve("journal"), Durability.DISK),
                        Clock.systemUTC(),
                        new SimpleMeterRegistry());
                JournalTail tail = journal.tail()) {
            long previous = -1;
            for (byte[] record = tail.next(); record != null; record = tail.next()) {
                long number = ByteBuffer.wrap(record).getLong();
                assertThat(number).isEqualTo(previous + 1);
                previous = number;
                stored.add(number);
            }
            assertThat((long) stored.size()).isGreaterThanOrEqualTo(acknowledged);

            Outcomes outcomes = new Outcomes();
            journal.append(ByteBuffer.allocate(8).putLong(-7).array(), outcomes);
            outcomes.awaitDurable(1);
            assertThat(tail.next()).isEqualTo(ByteBuffer.allocate(8).putLong(-7).array());
        }
    }
}
