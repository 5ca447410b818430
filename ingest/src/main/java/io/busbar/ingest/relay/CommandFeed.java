package io.busbar.ingest.relay;

import io.busbar.ingest.downlink.Commands;
import io.busbar.topic.CommandStatus;
import io.busbar.topic.FrameRecord;
import io.busbar.topic.LoggerCommand;
import io.busbar.topic.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
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

    private final Commands commands;
    private final Follower follower;

    private CommandFeed(Commands commands, String bootstrapServers) {
        this.commands = commands;
        this.follower = new Follower("command-feed", bootstrapServers, this::follow);
    }

    public static CommandFeed start(Commands commands, String bootstrapServers) {
        CommandFeed feed = new CommandFeed(commands, bootstrapServers);
        feed.follower.start();
        return feed;
    }

    private void follow(Consumer<byte[], byte[]> consumer, BooleanSupplier stopping) {
        List<TopicPartition> partitions = new ArrayList<>();
        Stream.of(Topics.LOGGER_COMMANDS, Topics.LOGGER_COMMAND_STATUS)
                .forEach(topic -> consumer.partitionsFor(topic, Follower.REQUEST)
                        .forEach(each -> partitions.add(new TopicPartition(topic, each.partition()))));
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, Follower.REQUEST);
        seekBack(consumer, partitions, ends);
        Map<String, LoggerCommand> open = new LinkedHashMap<>();
        while (!stopping.getAsBoolean() && !Follower.reached(consumer, ends)) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Follower.POLL)) {
                take(message, command -> open.put(command.id(), command));
            }
        }
        // Those that were settled meanwhile are known, and not taken.
        open.values().forEach(commands::put);
        while (!stopping.getAsBoolean()) {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Follower.POLL)) {
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
                new LinkedHashMap<>(consumer.offsetsForTimes(since, Follower.REQUEST));
        for (TopicPartition partition : partitions) {
            @Nullable OffsetAndTimestamp start = starts.get(partition);
            consumer.seek(partition, start == null ? ends.getOrDefault(partition, 0L) : start.offset());
        }
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

    @Override
    public void close() {
        follower.close();
    }
}
