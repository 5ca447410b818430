package io.busbar.ingest.relay;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics to their end and follows them from there, on a thread of its own and without a consumer group; after an error with Kafka it
 * begins again. Closing does not wait for a Kafka that is away. Thread-safe.
 */
final class Follower implements AutoCloseable {

    /** How long Kafka may take to answer. */
    static final Duration REQUEST = Duration.ofSeconds(5);

    static final Duration POLL = Duration.ofMillis(100);

    private static final Logger log = LoggerFactory.getLogger(Follower.class);
    private static final long BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final String name;
    private final String bootstrapServers;
    private final Reading reading;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile @Nullable Consumer<byte[], byte[]> current;
    private volatile String problem = "Kafka has not been asked yet";

    /** Reads from a consumer that nothing is assigned to yet, until it is to stop. */
    @FunctionalInterface
    interface Reading {
        void follow(Consumer<byte[], byte[]> consumer, BooleanSupplier stopping);
    }

    /** @param name of the thread and of the client in Kafka's logs */
    Follower(String name, String bootstrapServers, Reading reading) {
        this.name = name;
        this.bootstrapServers = bootstrapServers;
        this.reading = reading;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Why it had to begin again the last time. */
    String problem() {
        return problem;
    }

    static boolean reached(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), REQUEST) >= end.getValue());
    }

    @Override
    public void close() {
        stopping = true;
        @Nullable Consumer<byte[], byte[]> waiting = current;
        if (waiting != null) {
            waiting.wakeup();
        }
        LockSupport.unpark(thread);
        try {
            thread.join(REQUEST.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            try (Consumer<byte[], byte[]> consumer = consumer(name, bootstrapServers)) {
                current = consumer;
                reading.follow(consumer, () -> stopping);
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (KafkaException e) {
                problem = e.toString();
                log.warn("{} begins again: {}", name, problem);
                LockSupport.parkNanos(this, BACK_OFF_NANOS);
            }
        }
    }

    /** Reads what it is assigned, in no group. */
    static Consumer<byte[], byte[]> consumer(String name, String bootstrapServers) {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.CLIENT_ID_CONFIG,
                "busbar-" + name));
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
