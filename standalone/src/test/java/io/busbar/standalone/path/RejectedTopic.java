package io.busbar.standalone.path;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.topic.FrameRecord;
import io.busbar.topic.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what was kept of refused frames, as an operator would. Stateless. */
final class RejectedTopic {

    private RejectedTopic() {}

    /** The reasons so far, in order. */
    static List<String> reasons(String bootstrapServers) throws IOException {
        List<String> reasons = new ArrayList<>();
        TopicPartition partition = new TopicPartition(Topics.LOGGER_FRAMES_REJECTED, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    byte[] rejected = FrameRecord.decode(record.value()).payload();
                    reasons.add(
                            new ObjectMapper().readTree(rejected).path("reason").asText());
                }
            }
        }
        return reasons;
    }
}
