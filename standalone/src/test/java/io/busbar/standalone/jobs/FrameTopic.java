package io.busbar.standalone.jobs;

import static org.awaitility.Awaitility.await;

import io.busbar.frame.Frame;
import io.busbar.frame.FrameDecoder;
import io.busbar.frame.FrameEncoder;
import io.busbar.jobs.StreamJobConfig;
import io.busbar.topic.FrameRecord;
import io.busbar.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic of accepted frames, written as the door's relay writes it. Confined to one thread. */
final class FrameTopic implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Map<String, Object> settings;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    /** A frame and when the door received it. */
    record Received(Frame frame, long receivedAtMillis) {}

    FrameTopic(String bootstrapServers) {
        settings = Map.of("bootstrap.servers", bootstrapServers);
        admin = Admin.create(settings);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Returns when the broker has all of them, in this order per logger. */
    void send(List<Received> frames) throws ExecutionException, InterruptedException {
        List<Future<?>> acknowledgements = new ArrayList<>();
        for (Received received : frames) {
            acknowledgements.add(send(
                    received.frame().loggerSerialNumber(),
                    FrameEncoder.encode(received.frame()),
                    received.receivedAtMillis()));
        }
        for (Future<?> acknowledgement : acknowledgements) {
            acknowledgement.get();
        }
    }

    Future<?> send(String logger, byte[] frame, long receivedAtMillis) {
        byte[] value = new FrameRecord(FrameRecord.Kind.ACCEPTED, logger, receivedAtMillis, 1, 1, frame).encode();
        return producer.send(
                new ProducerRecord<>(Topics.LOGGER_FRAMES, logger.getBytes(StandardCharsets.UTF_8), value));
    }

    /** The offsets behind the last records, by partition; empty partitions are left out. */
    Map<TopicPartition, Long> ends() throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> ends = offsets(OffsetSpec.latest());
        offsets(OffsetSpec.earliest()).forEach(ends::remove);
        return ends;
    }

    /** Whether the job has committed that it is done with everything before these offsets. */
    boolean isConsumed(Map<TopicPartition, Long> ends) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(
                        StreamJobConfig.CONSUMER_GROUP)
                .partitionsToOffsetAndMetadata()
                .get();
        return ends.entrySet().stream()
                .allMatch(end -> committed.get(end.getKey()) != null
                        && committed.get(end.getKey()).offset() >= end.getValue());
    }

    /** Returns when everything in the topic has its effect in the tables; a job must run. */
    void awaitConsumed() throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> ends = ends();
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(300)).until(() -> {
            nudge();
            return isConsumed(ends);
        });
    }

    /**
     * Every frame in the topic, from its beginning, by a consumer of its own; what is no frame is left out.
     */
    List<Received> readAll() throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> ends = offsets(OffsetSpec.latest());
        List<Received> frames = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.value().length > 0 && FrameRecord.kindOf(record.value()) == FrameRecord.Kind.ACCEPTED) {
                        FrameRecord frame = FrameRecord.decode(record.value());
                        frames.add(new Received(FrameDecoder.decode(frame.payload()), frame.receivedAtMillis()));
                    }
                }
            }
        }
        return frames;
    }

    /** Sends a record that is passed over: the job commits its offsets between two polls, and one poll of an idle topic takes ten seconds. */
    void nudge() throws ExecutionException, InterruptedException {
        for (TopicPartition partition : partitions()) {
            producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), new byte[0], new byte[0]))
                    .get();
        }
    }

    /** Empties the topic and forgets how far the job was. No job may run. */
    void clear() throws ExecutionException, InterruptedException {
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        offsets(OffsetSpec.latest()).forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
        admin.deleteRecords(all).all().get();
        forgetProgress();
    }

    /** Forgets how far the job was, so that it reads everything again. No job may run. */
    void forgetProgress() throws ExecutionException, InterruptedException {
        try {
            admin.deleteConsumerGroups(List.of(StreamJobConfig.CONSUMER_GROUP))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }

    private Map<TopicPartition, Long> offsets(OffsetSpec spec) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions().forEach(partition -> wanted.put(partition, spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(wanted).all().get().forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private static List<TopicPartition> partitions() {
        return Topics.all().stream()
                .filter(topic -> topic.name().equals(Topics.LOGGER_FRAMES))
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
    }
}
