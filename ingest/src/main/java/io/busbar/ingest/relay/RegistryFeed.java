package io.busbar.ingest.relay;

import io.busbar.ingest.admission.LoggerRegistry;
import io.busbar.topic.LoggerRegistration;
import io.busbar.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
 * Keeps the logger registry as the registry topic says: reads the topic from its start, takes that over as a whole, then follows
 * change by change. After an error it begins again; until then the registry stays as it was. One thread of its own.
 */
public final class RegistryFeed implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RegistryFeed.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration REQUEST = Duration.ofSeconds(5);
    private static final long BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final LoggerRegistry registry;
    private final String bootstrapServers;
    private final CountDownLatch readOnce = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "registry-feed");
    private volatile boolean stopping;
    private volatile String problem = "the topic has not been asked for yet";

    private RegistryFeed(LoggerRegistry registry, String bootstrapServers) {
        this.registry = registry;
        this.bootstrapServers = bootstrapServers;
    }

    public static RegistryFeed start(LoggerRegistry registry, String bootstrapServers) {
        RegistryFeed feed = new RegistryFeed(registry, bootstrapServers);
        feed.thread.setDaemon(true);
        feed.thread.start();
        return feed;
    }

    /**
     * Waits until the registry was read to its end once.
     *
     * @throws IllegalStateException after the given time, with the last problem
     */
    public void awaitRead(Duration atMost) {
        try {
            if (!readOnce.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("topic " + Topics.LOGGER_REGISTRY + " at " + bootstrapServers
                        + " was not read within " + atMost.toSeconds() + " s: " + problem);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading topic " + Topics.LOGGER_REGISTRY, e);
        }
    }

    private void run() {
        while (!stopping) {
            try (Consumer<byte[], byte[]> consumer = consumer()) {
                follow(consumer);
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (KafkaException e) {
                problem = e.toString();
                log.warn("reading topic {} again from its start: {}", Topics.LOGGER_REGISTRY, problem);
                LockSupport.parkNanos(this, BACK_OFF_NANOS);
            }
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.LOGGER_REGISTRY, REQUEST).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException("there is no such topic");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, REQUEST);
        Map<String, LoggerRegistration> all = new HashMap<>();
        while (!stopping && !reached(consumer, ends)) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                @Nullable LoggerRegistration registration = registration(message);
                if (registration == null) {
                    all.remove(key(message));
                } else {
                    all.put(registration.serialNumber(), registration);
                }
            }
        }
        if (stopping) {
            return;
        }
        registry.replaceAll(all);
        log.info("the registry has {} loggers", all.size());
        readOnce.countDown();
        while (!stopping) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                @Nullable LoggerRegistration registration = registration(message);
                if (registration == null) {
                    registry.remove(key(message));
                } else {
                    registry.put(registration);
                }
            }
        }
    }

    private static boolean reached(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), REQUEST) >= end.getValue());
    }

    /** Null when the logger is removed, also by a record that nobody can read: who is not sure does not let in. */
    private static @Nullable LoggerRegistration registration(ConsumerRecord<byte[], byte[]> message) {
        byte @Nullable [] value = message.value();
        if (value == null) {
            return null;
        }
        try {
            LoggerRegistration registration = LoggerRegistration.decode(value);
            if (registration.serialNumber().equals(key(message))) {
                return registration;
            }
            log.error(
                    "registration of {} at offset {} has key {}: taken as removed",
                    registration.serialNumber(),
                    message.offset(),
                    key(message));
        } catch (IllegalArgumentException e) {
            log.error("registration of {} at offset {} is taken as removed", key(message), message.offset(), e);
        }
        return null;
    }

    private static String key(ConsumerRecord<byte[], byte[]> message) {
        byte @Nullable [] key = message.key();
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    private Consumer<byte[], byte[]> consumer() {
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
                "busbar-registry-feed"));
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(REQUEST.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
