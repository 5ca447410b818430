package io.busbar.jobs.source;

import io.busbar.topic.LoggerSettings;
import io.busbar.topic.Topics;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/** Reads {@link Topics#LOGGER_SETTINGS} as a whole, and goes on from the last checkpoint. */
public final class SettingsSource {

    private SettingsSource() {}

    public static KafkaSource<LoggerSettings> create(String bootstrapServers) {
        return KafkaSource.<LoggerSettings>builder()
                .setBootstrapServers(bootstrapServers)
                .setTopics(Topics.LOGGER_SETTINGS)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new LoggerSettingsSchema())
                .setProperty("fetch.max.wait.ms", "50")
                .build();
    }
}
