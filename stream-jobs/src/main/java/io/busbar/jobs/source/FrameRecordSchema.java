package io.busbar.jobs.source;

import io.busbar.fleet.SerialNumber;
import io.busbar.topic.FrameRecord;
import java.io.Serial;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes frames of Kafka records. A record that is none is logged with its place and passed over, whatever it holds. Stateless. */
final class FrameRecordSchema implements KafkaRecordDeserializationSchema<SourceFrame> {

    @Serial
    private static final long serialVersionUID = 1;

    private static final Logger LOG = LoggerFactory.getLogger(FrameRecordSchema.class);

    /** The years 1970 to 2199: what a door's clock can say, however wrong, and every table can hold. */
    private static final long LATEST_RECEIPT_MILLIS = 7_258_118_400_000L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<SourceFrame> out) {
        SourceFrame frame;
        try {
            frame = frame(record);
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "passed over a record that is no accepted frame: partition={}, offset={}: {}",
                    record.partition(),
                    record.offset(),
                    e.getMessage());
            return;
        }
        out.collect(frame);
    }

    @Override
    public TypeInformation<SourceFrame> getProducedType() {
        return TypeInformation.of(SourceFrame.class);
    }

    private static SourceFrame frame(ConsumerRecord<byte[], byte[]> record) {
        byte @Nullable [] value = record.value();
        if (value == null) {
            throw new IllegalArgumentException("it has no value");
        }
        FrameRecord frame = FrameRecord.decode(value);
        boolean isMark = frame.kind() == FrameRecord.Kind.MARK;
        if (frame.kind() != FrameRecord.Kind.ACCEPTED && !isMark) {
            throw new IllegalArgumentException("kind=" + frame.kind());
        }
        if (isMark ? !frame.key().isEmpty() : !SerialNumber.isValid(frame.key())) {
            throw new IllegalArgumentException("its key is not " + (isMark ? "empty" : SerialNumber.ALLOWED));
        }
        if (frame.receivedAtMillis() < 0 || frame.receivedAtMillis() >= LATEST_RECEIPT_MILLIS) {
            throw new IllegalArgumentException(
                    "receivedAtMillis=" + frame.receivedAtMillis() + ", allowed: 0 to below " + LATEST_RECEIPT_MILLIS);
        }
        return new SourceFrame(
                frame.key(),
                frame.receivedAtMillis(),
                frame.doorId(),
                record.partition(),
                record.offset(),
                frame.payload());
    }
}
