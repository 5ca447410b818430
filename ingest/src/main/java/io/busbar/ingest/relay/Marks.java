package io.busbar.ingest.relay;

import io.busbar.topic.FrameRecord;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Writes into every partition of accepted frames, once a second, up to when all that was received stands before ({@link
 * FrameRecord.Kind#MARK}). A second without a mark is one in which nobody could be heard: so none is written while the journal accepts nothing.
 * A lost mark does no harm. Confined to the relay's thread.
 */
final class Marks {

    /** Between the stamp of a receipt and its place in the journal: other event loops' frames overtake it there. */
    static final long MARGIN_MILLIS = 2_000;

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int doorId;
    private long writtenAtNanos = System.nanoTime() - INTERVAL_NANOS;
    private long lastMillis;

    Marks(int doorId) {
        this.doorId = doorId;
    }

    boolean areDue() {
        return System.nanoTime() - writtenAtNanos >= INTERVAL_NANOS;
    }

    /** @param nothingMissingBeforeMillis what was received earlier was sent on this producer */
    void write(Producer<byte[], byte[]> producer, long nothingMissingBeforeMillis) {
        writtenAtNanos = System.nanoTime();
        lastMillis = Math.max(lastMillis, nothingMissingBeforeMillis - MARGIN_MILLIS);
        FrameRecord.Kind kind = FrameRecord.Kind.MARK;
        byte[] mark = new FrameRecord(kind, "", lastMillis, doorId, 0, new byte[0]).encode();
        try {
            for (PartitionInfo partition : producer.partitionsFor(kind.topic())) {
                Future<RecordMetadata> unused =
                        producer.send(new ProducerRecord<>(kind.topic(), partition.partition(), new byte[0], mark));
            }
        } catch (TimeoutException e) {
            // Kafka is away, which the next entry will tell.
        }
    }
}
