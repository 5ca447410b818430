package io.busbar.standalone.door;

import io.busbar.topic.FrameRecord;
import io.busbar.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What the topic of accepted frames holds of numbered frames, by a consumer that knows nothing of the door. Loggers send their frames in the
 * order of the numbers and go back only to what is not acknowledged: so the first occurrences of a logger are 0, 1, 2, … without a gap, and
 * everything else is a repeat. Confined to one thread.
 */
final class TopicAudit {

    private static final int MOST_FAULTS = 20;

    private final Map<String, Seen> seen = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private @Nullable Integer door;
    private long records;
    private long sentAgain;
    private long relayedAgain;

    private static final class Seen {
        private long next;
        private long lastIndex = -1;
    }

    private TopicAudit() {}

    /** Of everything that the topic holds now. */
    static TopicAudit of(String bootstrapServers) {
        TopicAudit audit = new TopicAudit();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.LOGGER_FRAMES).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> audit.take(FrameRecord.decode(record.value())));
            }
        }
        return audit;
    }

    private void take(FrameRecord record) {
        if (record.kind() == FrameRecord.Kind.MARK) {
            return;
        }
        records++;
        if (door == null) {
            door = record.doorId();
        } else if (door != record.doorId()) {
            fault("a record of another door: " + record.doorId() + " instead of " + door);
        }
        Seen logger = seen.computeIfAbsent(record.key(), key -> new Seen());
        long number = NumberedFrames.numberOf(record.payload());
        if (record.journalIndex() <= logger.lastIndex) {
            relayedAgain++;
            return;
        }
        logger.lastIndex = record.journalIndex();
        if (number > logger.next) {
            fault("frame " + number + " of " + record.key() + " where " + logger.next + " was to come");
        } else if (number < logger.next) {
            sentAgain++;
        }
        if (!Arrays.equals(record.payload(), NumberedFrames.encode(record.key(), number))) {
            fault("frame " + number + " of " + record.key() + " is not what was sent");
        }
        logger.next = Math.max(logger.next, number + 1);
    }

    private void fault(String what) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(what);
        }
    }

    /** Gaps, frames out of order, frames that were changed; the first of them. */
    List<String> faults() {
        return faults;
    }

    long records() {
        return records;
    }

    /** Received once more, because the logger had no acknowledgement: with another index of the journal. */
    long sentAgain() {
        return sentAgain;
    }

    /** Receipts that are in Kafka once more: with the same index of the journal. */
    long relayedAgain() {
        return relayedAgain;
    }

    /** How many frames of each logger are there, without a gap from 0 when there are no faults. */
    SortedMap<String, Long> stored() {
        SortedMap<String, Long> stored = new TreeMap<>();
        seen.forEach((logger, frames) -> stored.put(logger, frames.next));
        return stored;
    }
}
