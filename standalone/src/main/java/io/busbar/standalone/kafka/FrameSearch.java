package io.busbar.standalone.kafka;

import io.busbar.topic.FrameRecord;
import io.busbar.topic.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Looks for frames in the topics that the doors write. Confined to one thread. */
public final class FrameSearch implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration REQUEST = Duration.ofSeconds(10);

    /** A record is in Kafka some time after its door has received it, by another clock. */
    private static final long EARLIER_MILLIS = 60_000;

    private final Consumer<byte[], byte[]> consumer;

    /** A record and where it is. Immutable as long as nobody writes to its payload. */
    public record Found(String topic, int partition, long offset, FrameRecord record) {}

    public FrameSearch(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "client.id",
                        "busbar-trace",
                        "default.api.timeout.ms",
                        (int) REQUEST.toMillis(),
                        "enable.auto.commit",
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /**
     * The records that a condition lets through, accepted and refused ones, oldest first within a partition.
     *
     * @param sinceMillis none was received earlier
     * @param atMost how many are enough
     * @throws IOException when Kafka does not answer
     */
    public List<Found> find(long sinceMillis, Predicate<FrameRecord> wanted, int atMost) throws IOException {
        try {
            return search(sinceMillis, wanted, atMost);
        } catch (KafkaException e) {
            throw new IOException("cannot read Kafka: " + e.getMessage(), e);
        }
    }

    private List<Found> search(long sinceMillis, Predicate<FrameRecord> wanted, int atMost) {
        Map<TopicPartition, Long> ends = seek(sinceMillis - EARLIER_MILLIS);
        List<Found> found = new ArrayList<>();
        while (found.size() < atMost
                && ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                FrameRecord frame = decode(record.value());
                if (frame != null && found.size() < atMost && wanted.test(frame)) {
                    found.add(new Found(record.topic(), record.partition(), record.offset(), frame));
                }
            }
        }
        return found;
    }

    /** Returns where to stop. */
    private Map<TopicPartition, Long> seek(long sinceMillis) {
        Map<TopicPartition, Long> since = new HashMap<>();
        for (String topic : List.of(Topics.LOGGER_FRAMES, Topics.LOGGER_FRAMES_REJECTED)) {
            consumer.partitionsFor(topic)
                    .forEach(each ->
                            since.put(new TopicPartition(each.topic(), each.partition()), Math.max(0, sinceMillis)));
        }
        consumer.assign(since.keySet());
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(since.keySet()));
        consumer.offsetsForTimes(since).forEach((partition, start) -> {
            if (start == null) {
                ends.remove(partition);
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seek(partition, start.offset());
            }
        });
        return ends;
    }

    private static @Nullable FrameRecord decode(byte[] value) {
        try {
            FrameRecord record = FrameRecord.decode(value);
            return record.kind() == FrameRecord.Kind.MARK ? null : record;
        } catch (IllegalArgumentException e) {
            return null; // what is no record of a door is not looked for
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
