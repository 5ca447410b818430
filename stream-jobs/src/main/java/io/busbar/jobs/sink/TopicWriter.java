package io.busbar.jobs.sink;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A topic, written. Confined to one thread; Kafka's own reports what became of a record. */
final class TopicWriter implements AutoCloseable {

    private final String topic;
    private final Producer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    private TopicWriter(String topic, Producer<byte[], byte[]> producer) {
        this.topic = topic;
        this.producer = producer;
    }

    /** @param lingerMillis how long records may wait for others */
    static TopicWriter at(String bootstrapServers, String topic, int lingerMillis) {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.LINGER_MS_CONFIG,
                lingerMillis,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                16L << 20,
                // The frames come from the same Kafka: while it is away there is nothing else to do.
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Integer.MAX_VALUE,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                2_000,
                ProducerConfig.CLIENT_ID_CONFIG,
                "busbar-" + topic));
        return new TopicWriter(
                topic, new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    void send(String key, byte[] value) throws InterruptedException {
        var message = new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
        try {
            // the callback hears what becomes of it
            var unused = producer.send(message, (metadata, problem) -> {
                if (problem != null) {
                    failure.compareAndSet(null, problem);
                }
            });
        } catch (InterruptException e) {
            throw interrupted(e);
        }
    }

    /**
     * Returns when every replica has all that was sent.
     *
     * @throws IllegalStateException when Kafka refuses a record
     */
    void flush() throws InterruptedException {
        try {
            producer.flush();
        } catch (InterruptException e) {
            throw interrupted(e);
        }
        Exception problem = failure.get();
        if (problem != null) {
            throw new IllegalStateException(
                    "Kafka refuses a record of topic " + topic + ": " + problem.getMessage(), problem);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }

    private InterruptedException interrupted(InterruptException cause) {
        InterruptedException interrupted = new InterruptedException("while writing topic " + topic);
        interrupted.initCause(cause);
        return interrupted;
    }
}
