package io.busbar.jobs.source;

import io.busbar.topic.Topics;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/**
 * Reads as a whole what is to be known of loggers, alarm rules and what people did about alarms, and goes on from the last checkpoint. Whoever
 * reads it must not mind hearing something again.
 */
public final class AnnouncementSource {

    /** Only so that its progress can be looked at: where it begins, a checkpoint says. */
    private static final String GROUP = "busbar-stream-jobs-announcements";

    private AnnouncementSource() {}

    public static KafkaSource<Announcement> create(String bootstrapServers) {
        return KafkaSource.<Announcement>builder()
                .setBootstrapServers(bootstrapServers)
                .setTopics(Topics.LOGGER_SETTINGS, Topics.ALARM_RULES, Topics.ALARM_DEEDS)
                .setGroupId(GROUP)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new AnnouncementSchema())
                .setProperty("fetch.max.wait.ms", "50")
                .build();
    }
}
