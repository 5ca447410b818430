package io.busbar.jobs.source;

import io.busbar.topic.Topics;
import java.util.Properties;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** Reads {@link Topics#LOGGER_FRAMES}. Without a checkpoint to go on from, it goes on from the offsets committed by earlier ones. */
public final class FrameSource {

    private FrameSource() {}

    @SuppressWarnings("deprecation") // the connector's own signature takes the deprecated type
    public static KafkaSource<SourceFrame> create(String bootstrapServers, String groupId) {
        Properties properties = new Properties();
        properties.setProperty("partition.discovery.interval.ms", "60000");
        properties.setProperty("fetch.max.wait.ms", "50");
        return KafkaSource.<SourceFrame>builder()
                .setBootstrapServers(bootstrapServers)
                .setTopics(Topics.LOGGER_FRAMES)
                .setGroupId(groupId)
                .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
                .setDeserializer(new FrameRecordSchema())
                .setProperties(properties)
                .build();
    }
}
