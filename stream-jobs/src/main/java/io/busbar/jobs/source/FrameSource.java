package io.busbar.jobs.source;

import io.busbar.topic.FrameRecord;
import io.busbar.topic.Topics;
import java.io.IOException;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@link Topics#LOGGER_FRAMES}. Without a checkpoint to go on from, it goes on from the offsets committed by earlier ones. */
public final class FrameSource {

    private static final Logger LOG = LoggerFactory.getLogger(FrameSource.class);

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
                .setDeserializer(new Deserializer())
                .setProperties(properties)
                .build();
    }

    private static final class Deserializer implements KafkaRecordDeserializationSchema<SourceFrame> {

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<SourceFrame> out) throws IOException {
            FrameRecord frame;
            try {
                frame = FrameRecord.decode(record.value());
            } catch (IllegalArgumentException e) {
                LOG.error(
                        "passed over a record that is no frame: partition={}, offset={}: {}",
                        record.partition(),
                        record.offset(),
                        e.getMessage());
                return;
            }
            out.collect(new SourceFrame(
                    frame.key(), frame.receivedAtMillis(), record.partition(), record.offset(), frame.payload()));
        }

        @Override
        public TypeInformation<SourceFrame> getProducedType() {
            return TypeInformation.of(SourceFrame.class);
        }
    }
}
