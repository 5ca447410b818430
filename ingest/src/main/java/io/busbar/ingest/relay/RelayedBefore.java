package io.busbar.ingest.relay;

import io.busbar.topic.FrameRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.collections.LongHashSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which entries behind the cursor Kafka has all the same, because the door was killed, or lost Kafka, before it moved the cursor: read from
 * the topics themselves, where each record carries the door and the index of its entry. Stateless.
 */
final class RelayedBefore {

    private static final Logger log = LoggerFactory.getLogger(RelayedBefore.class);

    /** How long Kafka may take to answer; short, because closing the door waits for it. */
    private static final Duration REQUEST = Duration.ofMillis(ProducerSettings.MAX_BLOCK_MILLIS);

    /** Between the clock of the door and that of a broker that stamps records itself. */
    private static final long CLOCK_MARGIN_MILLIS = 5_000;

    /** Other doors may have written much since. What is not found in this time is sent again, and recognised behind Kafka. */
    private static final long LONGEST_NANOS = Duration.ofSeconds(20).toNanos();

    private RelayedBefore() {}

    /**
     * The indexes of this door's entries that were sent at that time or later.
     *
     * @throws org.apache.kafka.common.KafkaException when Kafka cannot be read
     */
    static LongHashSet read(Consumer<byte[], byte[]> consumer, int doorId, long sinceMillis) {
        Map<TopicPartition, Long> ends = seek(consumer, sinceMillis - CLOCK_MARGIN_MILLIS);
        LongHashSet indexes = new LongHashSet();
        long begunNanos = System.nanoTime();
        while (!Follower.reached(consumer, ends)) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Follower.POLL)) {
                FrameRecord.Receipt receipt = FrameRecord.receiptOf(record.value());
                if (receipt.doorId() == doorId && FrameRecord.kindOf(record.value()) != FrameRecord.Kind.MARK) {
                    indexes.add(receipt.journalIndex());
                }
            }
            if (System.nanoTime() - begunNanos > LONGEST_NANOS) {
                log.warn("Kafka was not read to its end in time; some entries may be relayed twice");
                break;
            }
        }
        return indexes;
    }

    /** Returns where to stop; partitions without records since then are left out. */
    private static Map<TopicPartition, Long> seek(Consumer<byte[], byte[]> consumer, long sinceMillis) {
        Map<TopicPartition, Long> times = new HashMap<>();
        for (FrameRecord.Kind kind : FrameRecord.Kind.values()) {
            consumer.partitionsFor(kind.topic(), REQUEST)
                    .forEach(each -> times.put(new TopicPartition(each.topic(), each.partition()), sinceMillis));
        }
        Map<TopicPartition, OffsetAndTimestamp> starts = new HashMap<>(consumer.offsetsForTimes(times, REQUEST));
        starts.values().removeIf(start -> start == null);
        List<TopicPartition> partitions = new ArrayList<>(starts.keySet());
        consumer.assign(partitions);
        starts.forEach((partition, start) -> consumer.seek(partition, start.offset()));
        return consumer.endOffsets(partitions, REQUEST);
    }
}
