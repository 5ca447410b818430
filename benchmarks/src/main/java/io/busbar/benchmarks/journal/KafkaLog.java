package io.busbar.benchmarks.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A topic of a broker that syncs what it writes before it acknowledges it: one sync for each batch of a produce request. The producer is
 * idempotent and puts everything that waits into one batch, uncompressed. One appending thread.
 */
public final class KafkaLog implements DurableLog {

    private static final int BATCH_BYTES = 1 << 20;
    private static final long BUFFER_BYTES = 64L << 20;

    /** The next request takes all that came while the last one was synced: of 1, 2 and 5 the most records per sync and per CPU-second. */
    private static final int REQUESTS_IN_FLIGHT = 1;

    private final KafkaBroker broker;
    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;

    private KafkaLog(KafkaBroker broker, String topic) {
        this.broker = broker;
        this.topic = topic;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrapServers(),
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        BATCH_BYTES,
                        ProducerConfig.LINGER_MS_CONFIG,
                        0,
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                        REQUESTS_IN_FLIGHT,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        BUFFER_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** A new topic of the broker. */
    public static KafkaLog open(KafkaBroker broker, String topic) throws IOException {
        broker.createSyncedTopic(topic);
        return new KafkaLog(broker, topic);
    }

    @Override
    public void append(byte[] record, Listener listener) {
        Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, record), (metadata, failure) -> {
            if (failure == null) {
                listener.durable();
            } else {
                listener.failed(failure);
            }
        });
    }

    @Override
    public double serverCpuSeconds() {
        return broker.cpuSeconds();
    }

    @Override
    public void close() {
        producer.close();
    }

    /** And deletes the topic. */
    @Override
    public void readBack(StoredRecords stored) throws IOException {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    stored.take(record.value());
                }
            }
        }
        broker.deleteTopic(topic);
    }
}
