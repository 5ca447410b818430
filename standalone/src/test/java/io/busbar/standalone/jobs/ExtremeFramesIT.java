package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.frame.Frame;
import io.busbar.frame.FrameEncoder;
import io.busbar.frame.FrameGate;
import io.busbar.frame.FrameLimits;
import io.busbar.frame.FrameOutcome;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.ValueKind;
import io.busbar.standalone.jobs.FrameTopic.Received;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.FreshDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that the door lets in and nobody in his senses sends: none may stop the job or be lost. */
@Tag("storage")
final class ExtremeFramesIT {

    private static final long[] NUMBERS = {
        Long.MIN_VALUE + 1, Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MIN_VALUE, Short.MIN_VALUE, -1, 0, 1, 40_000
    };

    private static final String DEVICES_WITHOUT_ROW = "SELECT count(*) FROM device WHERE id NOT IN ("
            + "SELECT pack_id FROM pack_sample UNION SELECT bms_id FROM bms_sample UNION SELECT device_id FROM point_sample"
            + " UNION SELECT device_id FROM point_quarantine UNION SELECT device_id FROM point_text)";

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    @RegisterExtension
    final JobBench bench = new JobBench(KAFKA, POSTGRES);

    @TempDir
    private Path checkpoints;

    private final Catalogue catalogue = Catalogue.load();

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void areStoredWhateverTheirValues(long seed) throws Exception {
        Random random = new Random(seed);
        List<Received> frames = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Frame frame = frame(random, "X" + i % 3, i);
            FrameOutcome outcome =
                    new FrameGate(catalogue).binary(frame.loggerSerialNumber(), FrameEncoder.encode(frame));
            assertThat(outcome).as("seed %d, frame %d", seed, i).isInstanceOf(FrameOutcome.Valid.class);
            frames.add(new Received(frame, Fleet.START_MILLIS));
        }
        frames.add(Fleet.received(Fleet.frame("AFTER", 1, 0, 3_300)));
        bench.consume(checkpoints, frames);
        assertThat(bench.database().rows("SELECT detail FROM row_rejection")).isEmpty();
        assertThat(bench.database().value("SELECT count(*) FROM logger_activity"))
                .isEqualTo("4");
        assertThat(bench.database().value(DEVICES_WITHOUT_ROW)).isEqualTo("0");
    }

    @Test
    void areStoredWhenTheyAreAsLargeAsTheLimits() throws Exception {
        List<Frame.Device> many = new ArrayList<>();
        for (int i = 0; i < FrameLimits.MAX_DEVICES; i++) {
            many.add(Fleet.pack("PACK-" + i, -1, 3_300));
        }
        List<Frame.Reading> readings = new ArrayList<>();
        for (int i = 0; i < FrameLimits.MAX_POINTS_PER_DEVICE; i++) {
            readings.add(new Frame.Reading(4_294_967_294L - i, Long.MAX_VALUE, 12, 0));
        }
        Frame.Device wide = new Frame.Device(
                "WIDE",
                Fleet.HV_PACK,
                -1,
                readings,
                List.of(),
                Collections.nCopies(FrameLimits.MAX_CELLS_PER_DEVICE, new Frame.Cell(Frame.Cell.MAX_MILLIVOLTS, 0)),
                Collections.nCopies(FrameLimits.MAX_TEMPERATURES_PER_DEVICE, new Frame.Temperature(-32_767, 0)));
        bench.consume(checkpoints, List.of(received(many), received(List.of(wide))));
        assertThat(bench.database().value("SELECT count(*) FROM pack_sample")).isEqualTo("257");
        assertThat(bench.database().value("SELECT count(*) FROM point_quarantine"))
                .isEqualTo("1024");
        assertThat(bench.database().rows("SELECT detail FROM row_rejection")).isEmpty();
    }

    @Test
    void arePassedOverWhenTheyAreNoFrames() throws Exception {
        bench.topic()
                .send("NOT-MINE", FrameEncoder.encode(Fleet.frame("L0", 1, 0, 3_300)), Fleet.START_MILLIS)
                .get();
        bench.topic().send("L0", new byte[] {1, 2, 3}, Fleet.START_MILLIS).get();
        bench.topic()
                .send("L0", FrameEncoder.encode(Fleet.frame("L0", 2, 0, 3_300)), Long.MAX_VALUE)
                .get();
        bench.topic().nudge();
        bench.consume(checkpoints, List.of(Fleet.received(Fleet.frame("L0", 3, 0, 3_300))));
        assertThat(bench.database().value("SELECT count(*) FROM bms_sample")).isEqualTo("1");
    }

    private static Received received(List<Frame.Device> devices) {
        Frame frame = new Frame(
                "L0", 1L, (long) devices.size(), Fleet.START_MILLIS + devices.size(), null, 0, false, devices);
        return Fleet.received(frame);
    }

    private Frame frame(Random random, String logger, int number) {
        List<Frame.Device> devices = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            DeviceType type = catalogue
                    .deviceTypes()
                    .get(random.nextInt(catalogue.deviceTypes().size()));
            boolean isPack = type.code() == 11 || type.code() == 12;
            boolean hasParent = isPack && i > 0 && devices.get(0).typeCode() < 11;
            boolean asLists = isPack && random.nextBoolean();
            devices.add(new Frame.Device(
                    logger + "-" + type.code() + "-" + i,
                    type.code(),
                    hasParent ? 0 : Frame.Device.NO_PARENT,
                    readings(random, type, asLists),
                    texts(type),
                    asLists ? cells(random) : List.of(),
                    asLists ? List.of(new Frame.Temperature(Short.MAX_VALUE, 5)) : List.of()));
        }
        boolean hasClock = random.nextInt(3) != 0;
        long[] times = {946_684_800_000L, 4_102_444_800_000L, Fleet.START_MILLIS + number};
        return new Frame(
                logger,
                FrameLimits.MAX_BOOT_ID - random.nextInt(2),
                FrameLimits.MAX_SEQUENCE - number,
                hasClock ? times[random.nextInt(times.length)] : null,
                hasClock ? null : random.nextInt(2) * 3_155_760_000_000L,
                random.nextInt(2) * FrameLimits.MAX_REVISION,
                random.nextBoolean(),
                devices);
    }

    /** Every number of the type but those that are in lists, and points that it does not have. */
    private List<Frame.Reading> readings(Random random, DeviceType type, boolean asLists) {
        List<Frame.Reading> readings = new ArrayList<>();
        for (MeasuringPoint point : catalogue.points(type)) {
            boolean inList = asLists && point.role().numbered();
            if (!inList && (point.kind() == ValueKind.NUMBER || random.nextInt(4) == 0)) {
                readings.add(reading(random, point.id()));
            }
        }
        readings.add(reading(random, 4_294_967_294L));
        readings.add(reading(random, 0));
        return readings;
    }

    private static Frame.Reading reading(Random random, long pointId) {
        return new Frame.Reading(pointId, NUMBERS[random.nextInt(NUMBERS.length)], random.nextInt(13), 5);
    }

    private static List<Frame.Text> texts(DeviceType type) {
        return List.of(
                new Frame.Text(4_000_000_000L + type.code(), "\t\"\\N\u0001 \uD83D\uDD0B"),
                new Frame.Text(4_100_000_000L, ""));
    }

    private static List<Frame.Cell> cells(Random random) {
        List<Frame.Cell> cells = new ArrayList<>();
        int count = random.nextInt(3) * FrameLimits.MAX_CELLS_PER_DEVICE / 2;
        for (int i = 0; i < count; i++) {
            cells.add(new Frame.Cell(random.nextBoolean() ? Frame.Cell.MAX_MILLIVOLTS : random.nextInt(3), 5));
        }
        return cells;
    }
}
