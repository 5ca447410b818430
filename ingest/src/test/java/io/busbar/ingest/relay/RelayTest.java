package io.busbar.ingest.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.ingest.journal.Durability;
import io.busbar.ingest.journal.Journal;
import io.busbar.ingest.journal.JournalConfig;
import io.busbar.ingest.journal.Outcomes;
import io.busbar.topic.FrameRecord;
import io.busbar.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.agrona.collections.LongHashSet;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The relay against a producer whose acknowledgements the test gives. */
@Timeout(60)
class RelayTest {

    @TempDir
    Path directory;

    private Journal journal;

    @BeforeEach
    void open() throws IOException {
        journal = Journal.open(
                JournalConfig.of(directory, Durability.MEMORY), Clock.systemUTC(), new SimpleMeterRegistry());
    }

    @AfterEach
    void close() throws IOException {
        journal.close();
    }

    @Test
    void movesItsCursorOnlyBehindWhatIsAcknowledged() throws IOException {
        append("a", "b", "c");
        MockProducer<byte[], byte[]> producer = producer(false);
        List<ProducerRecord<byte[], byte[]>> sent;
        try (Relay relay = start(producer)) {
            await().until(() -> producer.history().size() == 3);
            sent = producer.history();
            assertThat(keys(sent)).containsExactly("a", "b", "c");
            assertThat(relay.lag()).isEqualTo(3);
            assertThat(cursorFile()).doesNotExist();
            producer.completeNext();
            producer.completeNext();
            await().until(() -> relay.lag() == 1);
            await().until(() -> Files.exists(cursorFile()));
        }
        assertThat(Files.readString(cursorFile()))
                .startsWith(
                        Long.toHexString(FrameRecord.decode(sent.get(1).value()).journalIndex()) + " ");

        MockProducer<byte[], byte[]> next = producer(true);
        try (Relay relay = start(next)) {
            await().until(() -> relay.lag() == 0);
        }
        assertThat(keys(next.history())).containsExactly("c");
    }

    @Test
    void measuresItsLagInEntriesAndSeconds() throws IOException {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        MockProducer<byte[], byte[]> producer = producer(false);
        append("a", "b");
        try (Relay relay = Relay.start(journal, directory, new KafkaOf(List.of(producer)), meters)) {
            await().until(() -> producer.history().size() == 2);
            assertThat(meters.get("busbar.relay.lag").gauge().value()).isEqualTo(2);
            // The records say that they were received in 1970.
            await().until(() -> meters.get("busbar.relay.lag.age").gauge().value() > 1_700_000_000);
            producer.completeNext();
            producer.completeNext();
            await().until(() -> relay.lag() == 0);
            assertThat(meters.get("busbar.relay.lag.age").gauge().value()).isZero();
        }
    }

    @Test
    void sendsAcceptedAndRejectedRecordsToTheirTopics() {
        append("a");
        Outcomes outcomes = new Outcomes();
        journal.append(record(FrameRecord.Kind.REJECTED, "r"), outcomes);
        outcomes.awaitDurable(1);
        MockProducer<byte[], byte[]> producer = producer(true);
        try (Relay relay = start(producer)) {
            await().until(() -> relay.lag() == 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(producer.history())
                .extracting(ProducerRecord::topic)
                .containsExactly(Topics.LOGGER_FRAMES, Topics.LOGGER_FRAMES_REJECTED);
    }

    @Test
    void startsAgainFromTheCursorWithANewProducerAfterAnError() throws IOException {
        append("a", "b", "c");
        MockProducer<byte[], byte[]> first = producer(false);
        MockProducer<byte[], byte[]> second = producer(true);
        try (Relay relay = start(List.of(first, second))) {
            await().until(() -> first.history().size() == 3);
            first.completeNext();
            first.errorNext(new KafkaException("fenced"));
            await().until(() -> relay.lag() == 0);
            append("d");
            await().until(() -> relay.lag() == 0);
        }
        assertThat(first.closed()).isTrue();
        assertThat(keys(second.history())).containsExactly("b", "c", "d");
    }

    @Test
    void passesOverWhatKafkaHasBehindTheCursor() throws IOException {
        long begunMillis = System.currentTimeMillis();
        append("a", "b", "c", "d");
        MockProducer<byte[], byte[]> first = producer(false);
        try (Relay relay = start(first)) {
            await().until(() -> first.history().size() == 4);
            first.completeNext();
            await().until(() -> relay.lag() == 3);
        }

        KafkaOf kafka = new KafkaOf(List.of(producer(true)));
        kafka.relayed.add(FrameRecord.receiptOf(first.history().get(1).value()).journalIndex());
        kafka.relayed.add(FrameRecord.receiptOf(first.history().get(3).value()).journalIndex());
        MockProducer<byte[], byte[]> second = (MockProducer<byte[], byte[]>) kafka.producers.element();
        try (Relay relay = Relay.start(journal, directory, kafka, new SimpleMeterRegistry())) {
            await().until(() -> relay.lag() == 0);
        }

        assertThat(keys(second.history())).containsExactly("c");
        assertThat(kafka.askedDoorId).isEqualTo(journal.doorId());
        assertThat(kafka.askedSinceMillis).isBetween(begunMillis, System.currentTimeMillis());
        assertThat(Files.readString(cursorFile()))
                .startsWith(Long.toHexString(
                                FrameRecord.receiptOf(first.history().get(3).value())
                                        .journalIndex()) + " ");
    }

    @Test
    void readsACursorWithoutATime() throws IOException {
        Files.writeString(cursorFile(), "0");
        append("a");
        KafkaOf kafka = new KafkaOf(List.of(producer(true)));
        try (Relay relay = Relay.start(journal, directory, kafka, new SimpleMeterRegistry())) {
            await().until(() -> relay.lag() == 0);
        }
        assertThat(kafka.askedSinceMillis).isZero();
    }

    @Test
    void keepsTheOrderWhileKafkaTakesNothing() throws IOException {
        append("a", "b");
        AwayProducer producer = new AwayProducer(3);
        try (Relay relay = start(producer)) {
            await().until(() -> relay.lag() == 0);
        }
        assertThat(keys(producer.history())).containsExactly("a", "b");
    }

    @Test
    void sendsWhatIsLeftWhenItIsDrained() throws IOException {
        MockProducer<byte[], byte[]> producer = producer(true);
        Relay relay = start(producer);
        append("a", "b", "c");
        relay.drainAndClose(Duration.ofSeconds(30));
        assertThat(keys(producer.history())).containsExactly("a", "b", "c");
        assertThat(relay.lag()).isZero();
    }

    @Test
    void marksEachPartitionBehindWhatItHasSent() throws IOException {
        long begunMillis = System.currentTimeMillis();
        append("a");
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(twoPartitions(), true, null, new ByteArraySerializer(), new ByteArraySerializer());
        try (Relay relay = start(producer)) {
            await().until(() -> marks(producer).size() >= 4);
            assertThat(relay.lag()).isZero();
        }
        assertThat(producer.history().get(0).key()).asString(US_ASCII).isEqualTo("a");
        List<ProducerRecord<byte[], byte[]>> marks = marks(producer);
        assertThat(marks.subList(0, 2)).extracting(ProducerRecord::partition).containsExactlyInAnyOrder(0, 1);
        FrameRecord first = FrameRecord.decode(marks.get(0).value());
        assertThat(first.doorId()).isEqualTo(journal.doorId());
        assertThat(first.receivedAtMillis())
                .isBetween(begunMillis - Marks.MARGIN_MILLIS, System.currentTimeMillis() - Marks.MARGIN_MILLIS);
        assertThat(FrameRecord.decode(marks.get(2).value()).receivedAtMillis())
                .isGreaterThanOrEqualTo(first.receivedAtMillis() + 900);
    }

    @Test
    void marksNothingBeyondWhatKafkaLacks() throws IOException {
        append("a");
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(twoPartitions(), false, null, new ByteArraySerializer(), new ByteArraySerializer());
        try (Relay relay = start(producer)) {
            await().until(() -> marks(producer).size() >= 2);
            assertThat(relay.lag()).isEqualTo(1);
        }
        assertThat(marks(producer))
                .allSatisfy(mark -> assertThat(FrameRecord.decode(mark.value()).receivedAtMillis())
                        .as("entries of this test were received in 1970")
                        .isZero());
    }

    private static List<ProducerRecord<byte[], byte[]>> marks(MockProducer<byte[], byte[]> producer) {
        return producer.history().stream()
                .filter(record -> FrameRecord.kindOf(record.value()) == FrameRecord.Kind.MARK)
                .toList();
    }

    private static Cluster twoPartitions() {
        Node broker = new Node(0, "localhost", 9092);
        Node[] one = {broker};
        return new Cluster(
                "test",
                List.of(broker),
                List.of(
                        new PartitionInfo(Topics.LOGGER_FRAMES, 0, broker, one, one),
                        new PartitionInfo(Topics.LOGGER_FRAMES, 1, broker, one, one)),
                Set.of(),
                Set.of());
    }

    private Relay start(Producer<byte[], byte[]> producer) throws IOException {
        return start(List.of(producer));
    }

    private Relay start(List<Producer<byte[], byte[]>> producers) throws IOException {
        return Relay.start(journal, directory, new KafkaOf(producers), new SimpleMeterRegistry());
    }

    private void append(String... keys) {
        Outcomes outcomes = new Outcomes();
        for (String key : keys) {
            journal.append(record(FrameRecord.Kind.ACCEPTED, key), outcomes);
        }
        outcomes.awaitDurable(keys.length);
    }

    private byte[] record(FrameRecord.Kind kind, String key) {
        return new FrameRecord(kind, key, 1, journal.doorId(), 0, new byte[] {1, 2, 3}).encode();
    }

    private Path cursorFile() {
        return directory.resolve("relay-cursor");
    }

    private static List<String> keys(List<ProducerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> new String(record.key(), US_ASCII))
                .toList();
    }

    private static MockProducer<byte[], byte[]> producer(boolean acknowledges) {
        return new MockProducer<>(acknowledges, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Gives out one producer after the other, and says of what it has what the test told it. */
    private static final class KafkaOf implements Relay.Kafka {

        private final Queue<Producer<byte[], byte[]>> producers;
        private final LongHashSet relayed = new LongHashSet();
        private int askedDoorId;
        private long askedSinceMillis;

        KafkaOf(List<Producer<byte[], byte[]>> producers) {
            this.producers = new ArrayDeque<>(producers);
        }

        @Override
        public Producer<byte[], byte[]> producer() {
            return producers.remove();
        }

        @Override
        public LongHashSet relayedSince(int doorId, long sinceMillis) {
            askedDoorId = doorId;
            askedSinceMillis = sinceMillis;
            return relayed;
        }
    }

    /** Refuses some sends as Kafka's producer does when it knows no broker. */
    private static final class AwayProducer extends MockProducer<byte[], byte[]> {

        private int refusals;

        AwayProducer(int refusals) {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            this.refusals = refusals;
        }

        @Override
        public synchronized Future<RecordMetadata> send(
                ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
            if (refusals-- > 0 && callback != null) {
                TimeoutException away = new TimeoutException("topic not present in metadata after 1 ms");
                callback.onCompletion(null, away);
                return CompletableFuture.failedFuture(away);
            }
            return super.send(record, callback);
        }
    }
}
