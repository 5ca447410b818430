package io.busbar.jobs.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.topic.FrameRecord;
import io.busbar.topic.FrameRecord.Kind;
import io.busbar.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FrameRecordSchemaTest {

    private static final byte[] PAYLOAD = {1, 2, 3};

    @Test
    void readsAnAcceptedFrameWithItsPlace() {
        List<SourceFrame> frames = read(new FrameRecord(Kind.ACCEPTED, "LOG-1", 1_000, 3, 9, PAYLOAD).encode());
        assertThat(frames).singleElement().satisfies(frame -> {
            assertThat(frame.loggerSerialNumber()).isEqualTo("LOG-1");
            assertThat(frame.receivedAtMillis()).isEqualTo(1_000);
            assertThat(frame.kafkaPartition()).isEqualTo(2);
            assertThat(frame.kafkaOffset()).isEqualTo(77);
            assertThat(frame.frame()).isEqualTo(PAYLOAD);
        });
    }

    @Test
    void passesOverWhatIsNoAcceptedFrame() {
        assertThat(read(null)).isEmpty();
        assertThat(read(new byte[0])).isEmpty();
        assertThat(read(new FrameRecord(Kind.REJECTED, "LOG-1", 1_000, 3, 9, PAYLOAD).encode()))
                .isEmpty();
        assertThat(read(new FrameRecord(Kind.ACCEPTED, "", 1_000, 3, 9, PAYLOAD).encode()))
                .isEmpty();
        assertThat(read(new FrameRecord(Kind.ACCEPTED, "LOG-1", Long.MIN_VALUE, 3, 9, PAYLOAD).encode()))
                .isEmpty();
    }

    @Test
    void passesOverDamagedRecordsOfEveryLength() {
        Random random = new Random(4);
        for (int length = 0; length < 200; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            if (length > 1) {
                bytes[0] = 1;
                bytes[1] = 1;
            }
            assertThat(read(bytes)).as("length %d", length).isEmpty();
        }
    }

    private static List<SourceFrame> read(byte @Nullable [] value) {
        List<SourceFrame> frames = new ArrayList<>();
        new FrameRecordSchema()
                .deserialize(
                        new ConsumerRecord<>(Topics.LOGGER_FRAMES, 2, 77, new byte[0], value),
                        new ListCollector<>(frames));
        return frames;
    }
}
