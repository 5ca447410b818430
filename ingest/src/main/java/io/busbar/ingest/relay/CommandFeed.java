package io.busbar.ingest.relay;

import io.busbar.ingest.downlink.Commands;
import io.busbar.topic.CommandStatus;
import io.busbar.topic.FrameRecord;
import io.busbar.topic.LoggerCommand;
import io.busbar.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings commands to the door. It reads the last day of commands and of what became of them, keeps those that nobody settled, and then
 * follows both topics, so that a command that another door delivered is not delivered here too. After an error it begins again. One
 * thread of its own.
 */
public final class CommandFeed implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CommandFeed.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration REQUEST = Duration.ofSeconds(5);
    private static final long BACK_OFF_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Commands commands;
    private final String bootstrapServers;
    private final Thread thread = new Thread(this::run, "command-feed");
    private volatile boolean stopping;
    private volatile @Nullable Consumer<byte[], byte[]> current;

    private CommandFeed(Commands commands, String bootstrapServers) {
        this.commands = commands;
        this.bootstrapServers = bootstrapServers;
    }

    public static CommandFeed start(Commands commands, String bootstrapServers) {
        CommandFeed feed = new CommandFeed(commands, bootstrapServers);
        feed.thread.setDaemon(true);
        feed.thread.start();
        return feed;
    }

    private void run() {
        while (!stopping) {
            try (Consumer<byte[], byte[]> consumer = consumer()) {
                current = consumer;
                follow(consumer);
            } catch (KafkaException e) {
                if (stopping) {
                    return;
                }
                log.warn("reading topic {} again: {}", Topics.LOGGER_COMMANDS, e.toString());
                LockSupport.parkNanos(this, BACK_OFF_NANOS);
            }
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = new ArrayList<>();
        Stream.of(Topics.LOGGER_COMMANDS, Topics.LOGGER_COMMAND_STATUS)
                .forEach(topic -> consumer.partitionsFor(topic, REQUEST)
                        .forEach(each -> partitions.add(new TopicPartition(topic, each.partition()))));
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, REQUEST);
        seekBack(consumer, partitions, ends);
        Map<String, LoggerCommand> open = new LinkedHashMap<>();
        while (!stopping && !reached(consumer, ends)) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                take(message, command -> open.put(command.id(), command));
            }
        }
        // Those that were settled meanwhile are known, and not taken.
        open.values().forEach(commands::put);
        while (!stopping) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                take(message, commands::put);
            }
        }
    }

    private static void seekBack(
            Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        long sinceMillis = System.currentTimeMillis() - Commands.MAX_LIFE.toMillis();
        Map<TopicPartition, Long> since = new LinkedHashMap<>();
        partitions.forEach(partition -> since.put(partition, sinceMillis));
        Map<TopicPartition, @Nullable OffsetAndTimestamp> starts =
                new LinkedHashMap<>(consumer.offsetsForTimes(since, REQUEST));
        for (TopicPartition partition : partitions) {
            @Nullable OffsetAndTimestamp start = starts.get(partition);
            consumer.seek(partition, start == null ? ends.getOrDefault(partition, 0L) : start.offset());
        }
    }

    private static boolean reached(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), REQUEST) >= end.getValue());
    }

    private void take(ConsumerRecord<byte[], byte[]> message, java.util.function.Consumer<LoggerCommand> onCommand) {
        byte @Nullable [] value = message.value();
        if (value == null) {
            return;
        }
        try {
            if (message.topic().equals(Topics.LOGGER_COMMANDS)) {
                LoggerCommand command = LoggerCommand.decode(value);
                Instant latest = Instant.ofEpochMilli(message.timestamp()).plus(Commands.MAX_LIFE);
                onCommand.accept(
                        command.expiresAt().isAfter(latest)
                                ? new LoggerCommand(command.id(), command.logger(), latest, command.command())
                                : command);
            } else {
                FrameRecord record = FrameRecord.decode(value);
                commands.settledElsewhere(CommandStatus.idOf(record.payload()), record.key());
            }
        } catch (IllegalArgumentException e) {
            log.error("{} at offset {} is passed over: {}", message.topic(), message.offset(), e.getMessage());
        }
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
                "busbar-command-feed"));
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        stopping = true;
        // The door is not to wait for a Kafka that is away.
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
}
