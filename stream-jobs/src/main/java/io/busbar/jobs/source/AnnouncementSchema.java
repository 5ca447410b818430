package io.busbar.jobs.source;

import java.io.Serial;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Takes Kafka records as they are; a record without a value takes nothing away from what is known. Stateless. */
final class AnnouncementSchema implements KafkaRecordDeserializationSchema<Announcement> {

    @Serial
    private static final long serialVersionUID = 1;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Announcement> out) {
        byte @Nullable [] key = record.key();
        byte @Nullable [] value = record.value();
        if (value != null) {
            out.collect(new Announcement(
                    record.topic(), key == null ? "" : new String(key, StandardCharsets.UTF_8), value));
        }
    }

    @Override
    public TypeInformation<Announcement> getProducedType() {
        return TypeInformation.of(Announcement.class);
    }
}
