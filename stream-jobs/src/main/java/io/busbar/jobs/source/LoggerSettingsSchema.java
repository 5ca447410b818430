package io.busbar.jobs.source;

import io.busbar.topic.LoggerSettings;
import java.io.Serial;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes settings of Kafka records; what is none is logged and passed over: the logger keeps those it had. Stateless. */
final class LoggerSettingsSchema implements KafkaRecordDeserializationSchema<LoggerSettings> {

    @Serial
    private static final long serialVersionUID = 1;

    private static final Logger LOG = LoggerFactory.getLogger(LoggerSettingsSchema.class);

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<LoggerSettings> out) {
        byte @Nullable [] value = record.value();
        if (value == null) {
            return;
        }
        LoggerSettings settings;
        try {
            settings = LoggerSettings.decode(value);
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "passed over a record that is no logger's settings: offset={}: {}",
                    record.offset(),
                    e.getMessage());
            return;
        }
        out.collect(settings);
    }

    @Override
    public TypeInformation<LoggerSettings> getProducedType() {
        return TypeInformation.of(LoggerSettings.class);
    }
}
