package io.busbar.query.latest;

import io.busbar.topic.LatestRecord;
import io.busbar.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the cache from the topic of latest readings: reads it from its start, then follows. Every second or so it asks Kafka where the topic
 * ends; when it has come that far, the cache is known to be as of then. So a Kafka that does not answer, or a reader that falls behind, turns
 * the cache cold. One thread of its own.
 */
final class LatestFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LatestFeed.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration REQUEST = Duration.ofSeconds(2);
    private static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long BACK_OFF_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSE_MILLIS = 5_000;

    private final String bootstrapServers;
    private final LatestCache cache;
    private final LongSupplier nanoClock;
    private final Thread thread = new Thread(this::run, "latest-feed");
    private boolean complaining = true;
    private volatile @Nullable Consumer<byte[], byte[]> polling;
    private volatile boolean stopping;

    private LatestFeed(String bootstrapServers, LatestCache cache, LongSupplier nanoClock) {
        this.bootstrapServers = bootstrapServers;
        this.cache = cache;
        this.nanoClock = nanoClock;
    }

    static LatestFeed start(String bootstrapServers, LatestCache cache, LongSupplier nanoClock) {
        LatestFeed feed = new LatestFeed(bootstrapServers, cache, nanoClock);
        feed.thread.setDaemon(true);
        feed.thread.start();
        return feed;
    }

    @Override
    public void close() {
        stopping = true;
        Consumer<byte[], byte[]> consumer = polling;
        if (consumer != null) {
            consumer.wakeup();
        }
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            try (Consumer<byte[], byte[]> consumer = consumer()) {
                polling = consumer;
                follow(consumer, partitions(consumer));
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (KafkaException e) {
                complain(e);
                LockSupport.parkNanos(this, BACK_OFF_NANOS);
            } finally {
                polling = null;
            }
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        long askedAtNanos = nanoClock.getAsLong();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, REQUEST);
        while (!stopping) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                take(message);
            }
            long lag = lag(consumer, ends);
            cache.lag(lag);
            if (lag == 0) {
                cache.currentAt(askedAtNanos);
            }
            long now = nanoClock.getAsLong();
            if (lag == 0 && now - askedAtNanos >= ASK_NANOS) {
                try {
                    ends = consumer.endOffsets(partitions, REQUEST);
                    askedAtNanos = now;
                    complaining = true;
                } catch (TimeoutException e) {
                    complain(e);
                }
                if (partitions(consumer).size() != partitions.size()) {
                    throw new KafkaException("its number of partitions has changed");
                }
            }
        }
    }

    private static long lag(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        long lag = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            lag += Math.max(0, end.getValue() - consumer.position(end.getKey(), REQUEST));
        }
        return lag;
    }

    private static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.LATEST_READINGS, REQUEST).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException("there is no such topic");
        }
        return partitions;
    }

    private void take(ConsumerRecord<byte[], byte[]> message) {
        byte @Nullable [] key = message.key();
        byte @Nullable [] value = message.value();
        if (key == null || value == null) {
            return;
        }
        try {
            cache.take(new String(key, StandardCharsets.UTF_8), LatestRecord.decode(value));
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "passed over a record of topic {}: partition={}, offset={}: {}",
                    Topics.LATEST_READINGS,
                    message.partition(),
                    message.offset(),
                    e.getMessage());
        }
    }

    /** Once, until Kafka answers again. */
    private void complain(KafkaException problem) {
        if (complaining && !stopping) {
            LOG.warn(
                    "latest readings are answered from the table: topic {} at {}: {}",
                    Topics.LATEST_READINGS,
                    bootstrapServers,
                    problem.getMessage());
        }
        complaining = false;
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
                "busbar-latest-feed"));
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
