package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.busbar.jobs.alarm.Ownership;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.jobs.sample.DeviceSamples.PointSample;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sink.SampleWriter;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.FreshDatabase;
import io.busbar.topic.LatestRecord;
import io.busbar.topic.LatestRecord.Reading;
import io.busbar.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the job's writer leaves of the newest readings, in the table and in the topic. */
final class LatestReadingsIT {

    private static final int SOC = 1400;
    private static final int VERSION = 50;
    private static final int CYCLES = 1800;

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    private final SampleDatabase database = new SampleDatabase(POSTGRES::connect);

    @BeforeEach
    void emptyTheTables() throws Exception {
        database.clear();
    }

    @Test
    void areTheNewestOfEachPointWhicheverFrameBroughtThem() throws Exception {
        try (SampleWriter writer = writer()) {
            writer.write(List.of(
                    frame("N", 3_000, 1, 30),
                    frame("N", 1_000, 1, 10),
                    SampleFrames.frame("L", 2_000, 1, SampleFrames.text("N", "V2")),
                    SampleFrames.frame("L", 1_000, 2, SampleFrames.text("N", "V1"))));
            writer.write(List.of(frame("N", 3_000, 2, 31), frame("N", 2_500, 9, 25)));
            writer.flush();
            assertThat(writer.latestRowsWritten()).isEqualTo(1);
        }
        assertThat(database.rows("SELECT point_id || ' ' || coalesce(text, value::text) || ' '"
                        + " || (extract(epoch FROM time) * 1000)::bigint FROM latest_reading WHERE point_id IN (50, 1400)"
                        + " ORDER BY point_id"))
                .containsExactly(VERSION + " V2 2000", SOC + " 31 3000");
        assertThat(database.value("SELECT (extract(epoch FROM time) * 1000)::bigint || ' '"
                        + " || (extract(epoch FROM received_at) * 1000)::bigint FROM latest"))
                .isEqualTo("3000 3200");
        assertThat(published("N").readings())
                .filteredOn(reading -> reading.pointId() == SOC)
                .extracting(Reading::value)
                .containsExactly(31L);
    }

    @Test
    void areNotWrittenAgainWhenNothingIsNew() throws Exception {
        List<FrameSamples> frames = List.of(frame("A", 1_000, 1, 10), frame("A", 2_000, 1, 20));
        write(frames);
        String before = database.value("SELECT xmin || ' ' || latest::text FROM latest");
        try (SampleWriter writer = writer()) {
            writer.write(frames);
            writer.flush();
            assertThat(writer.mergedBatches()).isEqualTo(1);
            assertThat(writer.latestRowsWritten()).isZero();
            assertThat(writer.latestRecordsPublished()).isZero();
        }
        assertThat(database.value("SELECT xmin || ' ' || latest::text FROM latest"))
                .isEqualTo(before);
    }

    @Test
    void holdWhatTwoWritersKnowAndWhatEitherKeptInMemory() throws Exception {
        try (SampleWriter first = writer();
                SampleWriter second = writer()) {
            first.write(List.of(frame("B", 1_000, 1, 10)));
            first.flush();
            second.write(List.of(SampleFrames.frame("L", 2_000, 1, SampleFrames.text("B", "V2"))));
            second.flush();
            first.write(List.of(
                    SampleFrames.frame("L", 1_500, 1, SampleFrames.bms("B", 15, new PointSample(CYCLES, 7, 0)))));
            first.flush();
            assertThat(first.latestRowsOvertaken()).isEqualTo(1);
            second.write(List.of(frame("B", 4_000, 1, 40)));
            second.flush();
            assertThat(second.latestRowsOvertaken()).isEqualTo(1);
        }
        String row = "point_id || ' ' || coalesce(text, value::text) FROM latest_reading";
        assertThat(database.rows("SELECT " + row + " WHERE point_id IN (50, 1400, 1800) ORDER BY point_id"))
                .containsExactly(VERSION + " V2", SOC + " 40", CYCLES + " 7");
        assertThat(published("B").readings())
                .filteredOn(reading -> List.of(VERSION, SOC, CYCLES).contains(reading.pointId()))
                .extracting(Reading::value, Reading::text)
                .containsExactly(tuple(0L, "V2"), tuple(40L, null), tuple(7L, null));
    }

    @Test
    void areKeptForDevicesThatTheDatabaseAcceptsOnly() throws Exception {
        write(List.of(SampleFrames.frame("OWNER", 1_000, 1, SampleFrames.bms("C", 10))));
        write(List.of(SampleFrames.frame("OTHER", 2_000, 1, SampleFrames.bms("C", 20))));
        assertThat(database.rows("SELECT value FROM latest_reading WHERE point_id = 1400"))
                .containsExactly("10");
        assertThat(published("C").readings())
                .filteredOn(reading -> reading.pointId() == SOC)
                .extracting(Reading::value)
                .containsExactly(10L);
    }

    @Test
    void followASecondOwnerAsSoonAsTheDeviceIsTransferred() throws Exception {
        try (SampleWriter writer = writer()) {
            writer.write(List.of(SampleFrames.frame("OLD", 1_000, 1, SampleFrames.bms("D", 10))));
            writer.write(List.of(SampleFrames.frame("OLD", 2_000, 1, SampleFrames.bms("D", 20))));
            database.execute("UPDATE device_binding SET valid_to = to_timestamp(2.5)");
            writer.write(List.of(
                    SampleFrames.frame("NEW", 4_000, 1, SampleFrames.bms("D", 40)),
                    SampleFrames.frame("OLD", 3_000, 1, SampleFrames.bms("D", 30))));
            writer.write(List.of(
                    SampleFrames.frame("NEW", 5_000, 1, SampleFrames.bms("D", 50)),
                    SampleFrames.frame("OLD", 6_000, 1, SampleFrames.bms("D", 60))));
        }
        assertThat(database.rows("SELECT soc_millipercent FROM bms_sample ORDER BY time"))
                .containsExactly("10", "20", "40", "50");
        assertThat(database.rows("SELECT logger_sn || ' ' || detail FROM row_rejection ORDER BY observed_at"))
                .containsExactly(
                        "OLD bound to another logger at this time", "OLD bound to another logger at this time");
    }

    @Test
    void arePublishedWithinASecondOrSoWhileFramesCome() throws Exception {
        try (SampleWriter writer = writer()) {
            writer.write(List.of(frame("E", 1_000, 1, 10)));
            await().until(() -> {
                writer.keepUp();
                return writer.latestRecordsPublished() == 1;
            });
            assertThat(writer.latestRowsWritten()).isZero();
            await().untilAsserted(() -> assertThat(published("E").readings()).isNotEmpty());
        }
    }

    private static FrameSamples frame(String bms, long observedAtMillis, long precedence, int socMillipercent) {
        return SampleFrames.frame("L", observedAtMillis, precedence, SampleFrames.bms(bms, socMillipercent));
    }

    private void write(List<FrameSamples> frames) throws InterruptedException {
        try (SampleWriter writer = writer()) {
            writer.write(frames);
            writer.flush();
        }
    }

    private static SampleWriter writer() {
        return SampleWriter.open(
                new DatabaseConfig(POSTGRES.jdbcUrl(), POSTGRES.user(), POSTGRES.password()),
                KAFKA.bootstrapServers(),
                Ownership.ALL);
    }

    /** The newest record of the device. */
    private static LatestRecord published(String serialNumber) {
        Map<String, Object> settings = Map.of("bootstrap.servers", KAFKA.bootstrapServers());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.LATEST_READINGS).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            LatestRecord newest = LatestRecord.EMPTY;
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(100))) {
                    if (serialNumber.equals(new String(found.key(), StandardCharsets.UTF_8))) {
                        newest = LatestRecord.decode(found.value());
                    }
                }
            }
            return newest;
        }
    }
}
