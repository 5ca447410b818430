package io.busbar.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.jobs.differential.CellSpread;
import io.busbar.jobs.sample.BmsSample;
import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.DeviceSamples.PointSample;
import io.busbar.jobs.sample.DeviceSamples.PointText;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.jobs.sample.PointSamples;
import io.busbar.jobs.sink.Batch.Accepted;
import io.busbar.measure.Catalogue;
import io.busbar.topic.LatestRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class NewestFramesTest {

    private static final int BMS = 1;
    private static final int PACK = 11;

    private final List<Accepted> passedOn = new ArrayList<>();
    private final NewestFrames newest = new NewestFrames(passedOn::add);
    private final LatestOfDevice latest = new LatestOfDevice(Catalogue.load());

    static LongStream seeds() {
        Long only = Long.getLong("busbar.seed");
        return only == null ? LongStream.rangeClosed(1, 200) : LongStream.of(only);
    }

    @Test
    void passOnOneFrameOfMany() {
        for (long time : new long[] {2, 5, 1, 5, 3}) {
            newest.take(accepted(7, bms(time, List.of(new PointSample(1800, time, 0)), List.of()), time));
        }
        assertThat(newest.devices()).isEqualTo(1);
        assertThat(passedOn).isEmpty();
        newest.drain();
        assertThat(passedOn)
                .singleElement()
                .satisfies(only -> assertThat(only.frame().observedAtMillis()).isEqualTo(5));
        assertThat(newest.devices()).isZero();
    }

    @Test
    void passOnTheFrameBeforeOneThatSaysSomethingOfOtherPoints() {
        newest.take(accepted(7, bms(1, List.of(), List.of(new PointText(50, "V1"))), 1));
        newest.take(accepted(7, bms(2, List.of(), List.of()), 2));
        assertThat(passedOn).hasSize(1);
        newest.drain();
        assertThat(passedOn)
                .extracting(accepted -> accepted.frame().observedAtMillis())
                .containsExactly(1L, 2L);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void leaveWhatAllFramesTogetherSay(long seed) {
        Random random = new Random(seed);
        LatestRecord expected = LatestRecord.EMPTY;
        for (int i = 0; i < 30; i++) {
            long time = 1L + random.nextInt(5);
            long precedence = random.nextInt(3);
            DeviceSamples device = seed % 2 == 0 ? pack(time + precedence) : bms(time + precedence);
            FrameSamples frame = frame(time, precedence, time + random.nextInt(2), device);
            expected = expected.merge(latest.in(frame, device));
            newest.take(accepted(7, frame, device));
            if (random.nextInt(10) == 0) {
                newest.drain();
            }
        }
        newest.drain();
        LatestRecord merged = LatestRecord.EMPTY;
        for (Accepted accepted : passedOn) {
            merged = merged.merge(latest.in(accepted.frame(), accepted.device()));
        }
        assertThat(merged.encode()).isEqualTo(expected.encode());
        if (seed % 2 == 0) {
            assertThat(passedOn).as("frames of packs, which say much the same").hasSizeLessThan(30);
        }
    }

    /** The same frame always says the same, what it says of and what not included. */
    private static DeviceSamples bms(long frame) {
        List<PointSample> points = new ArrayList<>();
        List<PointText> texts = new ArrayList<>();
        if (frame % 3 == 0) {
            points.add(new PointSample(1800, frame, 0));
        }
        if (frame % 5 != 0) {
            points.add(new PointSample(1900, frame, 0));
        }
        if (frame % 2 == 0) {
            texts.add(new PointText(50, "V" + frame));
        }
        return bms(frame, points, texts);
    }

    private static DeviceSamples pack(long frame) {
        CellSpread spread = frame % 3 == 0 ? null : new CellSpread(3_310, 3_300, 1, 2);
        PackSample pack = frame % 4 == 0
                ? null
                : new PackSample(new short[] {(short) (3_300 + frame)}, new byte[0], new short[0], spread, 1, 1);
        List<PointSample> points = List.of(new PointSample(11_000, frame, 0));
        return new DeviceSamples("D", PACK, -1, pack, null, PointSamples.of(points), List.of(), List.of());
    }

    private static DeviceSamples bms(long value, List<PointSample> points, List<PointText> texts) {
        @Nullable Integer soc = value % 4 == 0 ? null : Integer.valueOf((int) value);
        BmsSample bms = new BmsSample(400_000, null, soc, null, null, null, null, null, 0);
        return new DeviceSamples("D", BMS, -1, null, bms, PointSamples.of(points), texts, List.of());
    }

    private static Accepted accepted(int deviceId, DeviceSamples device, long time) {
        return accepted(deviceId, frame(time, 1, time, device), device);
    }

    private static Accepted accepted(int deviceId, FrameSamples frame, DeviceSamples device) {
        KnownDevice.Binding binding = new KnownDevice.Binding("LOG-1", Long.MIN_VALUE, Long.MAX_VALUE, null, null);
        return new Accepted(0, deviceId, new Batch.Root(deviceId, "LOG-1"), binding, frame, device);
    }

    private static FrameSamples frame(long time, long precedence, long receivedAtMillis, DeviceSamples device) {
        return new FrameSamples("L", 0, 0, receivedAtMillis, time, 0, precedence, 0, List.of(device), null);
    }
}
