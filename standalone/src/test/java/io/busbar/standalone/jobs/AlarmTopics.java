package io.busbar.standalone.jobs;

import io.busbar.alarm.AlarmDeed;
import io.busbar.alarm.AlarmEvent;
import io.busbar.alarm.AlarmEventJson;
import io.busbar.topic.FrameRecord;
import io.busbar.topic.LoggerSettings;
import io.busbar.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics that alarms are about, as the query API and the doors write them and as followers of alarms read them. Confined to one thread. */
final class AlarmTopics implements AutoCloseable {

    private static final int DOOR = 1;

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;

    AlarmTopics(String bootstrapServers) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    void announce(LoggerSettings settings) throws ExecutionException, InterruptedException {
        send(Topics.LOGGER_SETTINGS, settings.serialNumber(), settings.encode());
    }

    /** @param rule in JSON, with apostrophes for quotes */
    void rule(String id, int version, String rule) throws ExecutionException, InterruptedException {
        send(Topics.ALARM_RULES, id + "/" + version, rule.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    void deed(AlarmDeed deed) throws ExecutionException, InterruptedException {
        send(Topics.ALARM_DEEDS, deed.occurrence().toString(), deed.encode());
    }

    /** A door says that everything it received before is there. */
    void mark(long atMillis) throws ExecutionException, InterruptedException {
        byte[] mark = new FrameRecord(FrameRecord.Kind.MARK, "", atMillis, DOOR, 0, new byte[0]).encode();
        for (int partition = 0;
                partition < producer.partitionsFor(Topics.LOGGER_FRAMES).size();
                partition++) {
            producer.send(new ProducerRecord<>(Topics.LOGGER_FRAMES, partition, new byte[0], mark))
                    .get();
        }
    }

    /** Every event of alarms from the beginning of the topic, those of a device in order. */
    List<AlarmEvent> events() {
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.ALARMS).stream()
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<AlarmEvent> events = new ArrayList<>();
        while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                events.add(AlarmEventJson.read(record.value()));
            }
        }
        return events;
    }

    private void send(String topic, String key, byte[] value) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                .get();
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
