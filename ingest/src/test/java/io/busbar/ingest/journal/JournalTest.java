package io.busbar.ingest.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalTest {

    @TempDir
    Path directory;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void givesBackRecordsInOrderAfterReopening() throws IOException {
        int doorId;
        try (Journal journal = open()) {
            doorId = journal.doorId();
            appendAll(journal, "a", "b", "c");
        }
        try (Journal journal = open()) {
            appendAll(journal, "d");
            assertThat(journal.doorId()).isEqualTo(doorId).isNotZero();
            assertThat(journal.countBehind(0)).isEqualTo(4);
            assertThat(read(journal, 0)).containsExactly("a", "b", "c", "d");
        }
    }

    @Test
    void goesOnBehindTheCursor() throws IOException {
        long cursor;
        try (Journal journal = open()) {
            appendAll(journal, "a", "b", "c");
            try (JournalTail tail = journal.tail()) {
                assertThat(tail.next()).isEqualTo("a".getBytes(UTF_8));
                assertThat(tail.next()).isEqualTo("b".getBytes(UTF_8));
                cursor = tail.index();
            }
        }
        try (Journal journal = open()) {
            assertThat(journal.countBehind(cursor)).isEqualTo(1);
            assertThat(read(journal, cursor)).containsExactly("c");
        }
    }

    @Test
    void completesConcurrentAppendsInGroups() throws Exception {
        int threads = 8;
        int perThread = 2_000;
        Outcomes outcomes = new Outcomes();
        try (Journal journal = open()) {
            List<Thread> appending = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int number = t;
                appending.add(new Thread(() -> {
                    for (int i = 0; i < perThread; i++) {
                        journal.append((number + ":" + i).getBytes(UTF_8), outcomes);
                    }
                }));
            }
            appending.forEach(Thread::start);
            for (Thread thread : appending) {
                thread.join();
            }
            outcomes.awaitDurable(threads * perThread);
            assertThat(outcomes.durableCount()).isEqualTo(threads * perThread);
            assertThat(meters.get("busbar.journal.sync").timer().count()).isLessThan(4_000);

            List<String> stored = read(journal, 0);
            for (int t = 0; t < threads; t++) {
                String prefix = t + ":";
                List<String> own =
                        stored.stream().filter(text -> text.startsWith(prefix)).toList();
                assertThat(own).hasSize(perThread);
                assertThat(own.get(perThread - 1)).isEqualTo(prefix + (perThread - 1));
                assertThat(own).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void keepsEntriesLargerThanAPageAndAcrossBlocks() throws IOException {
        byte[] large = new byte[70_000];
        Outcomes outcomes = new Outcomes();
        try (Journal journal = open()) {
            for (int i = 0; i < 200; i++) {
                large[0] = (byte) i;
                journal.append(large.clone(), outcomes);
            }
            outcomes.awaitDurable(200);
            try (JournalTail tail = journal.tail()) {
                for (int i = 0; i < 200; i++) {
                    large[0] = (byte) i;
                    assertThat(tail.next()).isEqualTo(large);
                }
                assertThat(tail.next()).isNull();
            }
        }
    }

    @Test
    void refusesASecondOpener() throws IOException {
        try (Journal journal = open()) {
            assertThat(journal.problem()).isNull();
            assertThatThrownBy(this::open)
                    .isInstanceOf(IOException.class)
                    .hasMessage("journal " + directory + " is in use by process "
                            + ProcessHandle.current().pid());
        }
    }

    @Test
    void refusesAppendsAfterClose() throws IOException {
        Journal journal = open();
        journal.close();
        Outcomes outcomes = new Outcomes();
        journal.append(new byte[10], outcomes);
        assertThat(outcomes.failedCount()).isOne();
        assertThat(outcomes.cause()).hasMessage("journal is closed");
    }

    @Test
    void refusesAppendsWhileItIsFullAndTakesThemAgain() throws IOException {
        JournalConfig config =
                new JournalConfig(directory, Durability.DISK, 16 << 20, 0, 64 << 20, Duration.ofHours(1));
        Outcomes outcomes = new Outcomes();
        try (Journal journal = Journal.open(config, Clock.systemUTC(), meters)) {
            Path filler = directory.resolve("20200101-0000X.cq4");
            try (RandomAccessFile file = new RandomAccessFile(filler.toFile(), "rw")) {
                file.setLength(17 << 20);
            }
            await().until(() -> journal.problem() != null);
            assertThat(journal.problem()).startsWith("journal is full: used=");
            journal.append(new byte[10], outcomes);
            assertThat(outcomes.failedCount()).isOne();

            Files.delete(filler);
            await().until(() -> journal.problem() == null);
            journal.append(new byte[10], outcomes);
            outcomes.awaitDurable(2);
            assertThat(outcomes.durableCount()).isOne();
        }
    }

    @Test
    void deletesRelayedSegmentsAfterTheRetention() throws IOException {
        SettableClock clock = new SettableClock();
        try (Journal journal = Journal.open(JournalConfig.of(directory, Durability.DISK), clock, meters);
                JournalTail tail = journal.tail()) {
            appendAll(journal, "a");
            clock.forward(Duration.ofMinutes(10));
            appendAll(journal, "b");
            clock.forward(Duration.ofMinutes(10));
            appendAll(journal, "c");
            List<Path> segments = new Segments(directory).all();
            assertThat(segments).hasSize(3);
            Files.setLastModifiedTime(
                    segments.get(0), FileTime.from(clock.instant().minus(Duration.ofHours(2))));
            Files.setLastModifiedTime(
                    segments.get(1), FileTime.from(clock.instant().minus(Duration.ofMinutes(59))));

            assertThat(tail.next()).isEqualTo("a".getBytes(UTF_8));
            assertThat(tail.next()).isEqualTo("b".getBytes(UTF_8));
            journal.relayedUpTo(tail.index());
            await().until(() -> !Files.exists(segments.get(0)));
            assertThat(segments.get(1)).exists();
            assertThat(tail.next()).isEqualTo("c".getBytes(UTF_8));
            assertThat(read(journal, 0)).containsExactly("b", "c");
        }
    }

    private Journal open() throws IOException {
        return Journal.open(JournalConfig.of(directory, Durability.DISK), Clock.systemUTC(), meters);
    }

    private static void appendAll(Journal journal, String... texts) {
        Outcomes outcomes = new Outcomes();
        for (String text : texts) {
            journal.append(text.getBytes(UTF_8), outcomes);
        }
        outcomes.awaitDurable(texts.length);
        assertThat(outcomes.durableCount()).isEqualTo(texts.length);
    }

    private static List<String> read(Journal journal, long behind) {
        List<String> texts = new ArrayList<>();
        try (JournalTail tail = journal.tail()) {
            tail.moveBehind(behind);
            for (byte[] record = tail.next(); record != null; record = tail.next()) {
                texts.add(new String(record, UTF_8));
            }
        }
        return texts;
    }

    private static final class SettableClock extends Clock {

        private volatile Instant now = Instant.parse("2026-01-01T12:00:00Z");

        void forward(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
