package io.busbar.ingest.relay;

import io.busbar.ingest.admission.LoggerRegistry;
import io.busbar.topic.LoggerRegistration;
import io.busbar.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the logger registry as the registry topic says: reads the topic from its start, takes that over as a whole, then follows
 * change by change. After an error it begins again; until then the registry stays as it was. One thread of its own.
 */
public final class RegistryFeed implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RegistryFeed.class);

    private final LoggerRegistry registry;
    private final String bootstrapServers;
    private final CountDownLatch readOnce = new CountDownLatch(1);
    private final Follower follower;

    private RegistryFeed(LoggerRegistry registry, String bootstrapServers) {
        this.registry = registry;
        this.bootstrapServers = bootstrapServers;
        this.follower = new Follower("registry-feed", bootstrapServers, this::follow);
    }

    public static RegistryFeed start(LoggerRegistry registry, String bootstrapServers) {
        RegistryFeed feed = new RegistryFeed(registry, bootstrapServers);
        feed.follower.start();
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
                        + " was not read within " + atMost.toSeconds() + " s: " + follower.problem());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading topic " + Topics.LOGGER_REGISTRY, e);
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer, BooleanSupplier stopping) {
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.LOGGER_REGISTRY, Follower.REQUEST).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException("there is no topic " + Topics.LOGGER_REGISTRY);
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, Follower.REQUEST);
        Map<String, LoggerRegistration> all = new HashMap<>();
        while (!stopping.getAsBoolean() && !Follower.reached(consumer, ends)) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Follower.POLL)) {
                @Nullable LoggerRegistration registration = registration(message);
                if (registration == null) {
                    all.remove(key(message));
                } else {
                    all.put(registration.serialNumber(), registration);
                }
            }
        }
        if (stopping.getAsBoolean()) {
            return;
        }
        registry.replaceAll(all);
        log.info("the registry has {} loggers", all.size());
        readOnce.countDown();
        while (!stopping.getAsBoolean()) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Follower.POLL)) {
                @Nullable LoggerRegistration registration = registration(message);
                if (registration == null) {
                    registry.remove(key(message));
                } else {
                    registry.put(registration);
                }
            }
        }
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

    @Override
    public void close() {
        follower.close();
    }
}
