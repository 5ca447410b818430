package io.busbar.jobs.sample;

import static io.busbar.jobs.sample.Devices.HV_BMS;
import static io.busbar.jobs.sample.Devices.bms;
import static io.busbar.jobs.sample.Devices.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.frame.Frame;
import io.busbar.frame.FrameEncoder;
import io.busbar.jobs.source.Announcement;
import io.busbar.jobs.source.SourceFrame;
import io.busbar.topic.LoggerSettings;
import io.busbar.topic.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator with its real state. The clock of the tests counts from T milliseconds. */
final class FrameIntakeTest {

    private static final long T = 1_706_924_640_000L;
    private static final long MINUTE = 60_000;

    private FrameIntake intake = new FrameIntake();
    private KeyedTwoInputStreamOperatorTestHarness<String, SourceFrame, Announcement, TableInput> harness =
            harness(intake);
    private long offset;

    FrameIntakeTest() throws Exception {}

    @BeforeEach
    void open() throws Exception {
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void passesOnWhatAFrameLeaves() throws Exception {
        FrameSamples samples = single(send(frame("LOG-1", 1, T, false), T + 250));
        assertThat(samples.loggerSerialNumber()).isEqualTo("LOG-1");
        assertThat(samples.observedAtMillis()).isEqualTo(T);
        assertThat(samples.receivedAtMillis()).isEqualTo(T + 250);
        assertThat(samples.flags()).isZero();
        assertThat(samples.mayBeLatest()).isTrue();
        assertThat(samples.devices()).hasSize(1);
    }

    @Test
    void dropsRepeatsOfTheSameLogger() throws Exception {
        assertThat(send(frame("LOG-1", 1, T, false), T)).hasSize(1);
        assertThat(send(frame("LOG-1", 1, T, false), T + 5_000)).isEmpty();
        assertThat(send(frame("LOG-2", 1, T, false), T)).hasSize(1);
        assertThat(send(frame("LOG-1", 2, T, false), T)).hasSize(1);
    }

    @Test
    void passesOnCorrections() throws Exception {
        long first = single(send(frame("LOG-1", 1, T, false), T)).precedenceHigh();
        Frame corrected = new Frame("LOG-1", 1L, 1L, T, null, 1, false, List.of(bms(HV_BMS)));
        assertThat(single(send(corrected, T)).precedenceHigh()).isGreaterThan(first);
    }

    @Test
    void flagsHistoricalFrames() throws Exception {
        FrameSamples samples = single(send(frame("LOG-1", 1, T, true), T + 1_000));
        assertThat(samples.flags()).isEqualTo(FrameSamples.HISTORICAL);
        assertThat(samples.mayBeLatest()).isFalse();
    }

    @Test
    void flagsFramesAheadOfTheirReceipt() throws Exception {
        assertThat(single(send(frame("LOG-1", 1, T + 5 * MINUTE, false), T)).flags())
                .isZero();
        FrameSamples ahead = single(send(frame("LOG-1", 2, T + 5 * MINUTE + 1, false), T));
        assertThat(ahead.flags()).isEqualTo(FrameSamples.AHEAD | FrameSamples.SKEWED);
        assertThat(ahead.mayBeLatest()).isFalse();
    }

    @Test
    void flagsFramesFarBehindTheirReceipt() throws Exception {
        FrameSamples behind = single(send(frame("LOG-1", 1, T, false), T + 5 * MINUTE + 1));
        assertThat(behind.flags()).isEqualTo(FrameSamples.SKEWED);
        assertThat(behind.mayBeLatest()).isTrue();
    }

    @Test
    void keepsAFrameAheadFromMovingTheProgress() throws Exception {
        send(frame("LOG-1", 1, T + 60 * MINUTE, false), T);
        send(frame("LOG-1", 2, T, false), T);
        send(frame("LOG-1", 3, T - 1, true), T);
        send(frame("LOG-1", 4, T - 1, false), T);
        send(frame("LOG-2", 4, T - 1, false), T);
        assertThat(intake.lateFrames()).isEqualTo(3);
    }

    @Test
    void fixesTheTimeOncePerBoot() throws Exception {
        assertThat(single(send(clockless(7, 1, 10_000), T)).observedAtMillis()).isEqualTo(T);
        assertThat(single(send(clockless(7, 2, 16_000), T + 9_999)).observedAtMillis())
                .isEqualTo(T + 6_000);
        assertThat(single(send(clockless(8, 1, 1_000), T + 60_000)).observedAtMillis())
                .isEqualTo(T + 60_000);
    }

    @Test
    void givesAResendTheTimeOfTheOriginal() throws Exception {
        send(clockless(7, 1, 10_000), T);
        assertThat(send(clockless(7, 1, 10_000), T + 30_000)).isEmpty();
    }

    @Test
    void keepsItsMemoryOverARestart() throws Exception {
        send(frame("LOG-1", 1, T, false), T);
        send(clockless(7, 1, 10_000), T);
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        intake = new FrameIntake();
        harness = harness(intake);
        harness.initializeState(snapshot);
        harness.open();
        assertThat(send(frame("LOG-1", 1, T, false), T)).isEmpty();
        assertThat(send(clockless(7, 1, 10_000), T + 30_000)).isEmpty();
        assertThat(single(send(clockless(7, 2, 12_000), T + 30_000)).observedAtMillis())
                .isEqualTo(T + 2_000);
        assertThat(send(frame("LOG-1", 2, T - 1, false), T)).hasSize(1);
        assertThat(intake.lateFrames()).isEqualTo(1);
    }

    /** The file was written by the version whose settings had three fields: {@code keepsItsMemoryOverARestart} up to its snapshot. */
    @Test
    void goesOnFromTheStateOfAnOlderVersion() throws Exception {
        harness.close();
        harness = harness(new FrameIntake());
        harness.initializeState(OperatorSnapshotUtil.readStateHandle(
                Path.of(Objects.requireNonNull(FrameIntakeTest.class.getResource("frame-intake.snapshot"))
                                .toURI())
                        .toString()));
        harness.open();
        assertThat(send(frame("LOG-1", 1, T, false), T)).isEmpty();
        assertThat(send(frame("LOG-2", 1, T, false), T)).isEmpty();
        assertThat(send(clockless(7, 1, 10_000), T + 30_000)).isEmpty();
        FrameSamples next = single(send(clockless(7, 2, 12_000), T + 30_000));
        assertThat(next.observedAtMillis()).isEqualTo(T + 2_000);
        assertThat(next.settings()).isEqualTo(new LoggerSettings("LOG-1", 5, "Asia/Kathmandu"));
    }

    @Test
    void addsWhatIsKnownOfTheLogger() throws Exception {
        LoggerSettings settings = new LoggerSettings("LOG-1", 5, "Asia/Kathmandu");
        assertThat(single(send(frame("LOG-1", 1, T, false), T)).settings()).isNull();
        Announcement announcement = new Announcement(Topics.LOGGER_SETTINGS, "LOG-1", settings.encode());
        harness.processElement2(announcement, 0);
        assertThat(harness.extractOutputValues())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(TableInput.of(announcement));
        harness.getOutput().clear();
        assertThat(single(send(frame("LOG-1", 2, T, false), T)).settings()).isEqualTo(settings);
        assertThat(single(send(frame("LOG-2", 1, T, false), T)).settings()).isNull();
        OperatorSubtaskState snapshot = harness.snapshot(1, 1);
        harness.close();
        harness = harness(new FrameIntake());
        harness.initializeState(snapshot);
        harness.open();
        assertThat(single(send(frame("LOG-1", 3, T, false), T)).settings()).isEqualTo(settings);
    }

    @Test
    void passesOnWhatIsToBeKnownAndPassesOverWhatIsNoSettings() throws Exception {
        Announcement rule = new Announcement(Topics.ALARM_RULES, "rule/1", new byte[] {1});
        harness.processElement2(rule, 0);
        harness.processElement2(new Announcement(Topics.LOGGER_SETTINGS, "LOG-1", new byte[] {1}), 0);
        assertThat(harness.extractOutputValues())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(TableInput.of(rule));
        harness.getOutput().clear();
        assertThat(send(frame("LOG-1", 1, T, false), T)).hasSize(1);
    }

    @Test
    void leavesNothingOfAMark() throws Exception {
        harness.processElement1(new SourceFrame("", T, 7, 0, offset++, new byte[0]), 0);
        assertThat(harness.extractOutputValues()).isEmpty();
        assertThat(send(frame("LOG-1", 1, T, false), T)).hasSize(1);
    }

    @Test
    void saysWhichFramesTellOfNow() throws Exception {
        assertThat(single(send(frame("LOG-1", 1, T, false), T)).isLive()).isTrue();
        FrameSamples late = single(send(frame("LOG-1", 2, T - 1, false), T));
        assertThat(late.isLive()).isFalse();
        assertThat(late.storedFlags()).isZero();
        assertThat(single(send(frame("LOG-1", 3, T + 1, true), T)).isLive()).isFalse();
        assertThat(single(send(frame("LOG-1", 4, T + 60 * MINUTE, false), T)).isLive())
                .isFalse();
        assertThat(single(send(frame("LOG-2", 1, T - 1, false), T)).isLive()).isTrue();
    }

    @Test
    void passesOverFramesThatTheDoorWouldRefuse() throws Exception {
        byte[] damaged = FrameEncoder.encode(frame("LOG-1", 1, T, false));
        damaged[20] ^= 1;
        assertThat(send("LOG-1", damaged, T)).isEmpty();
        assertThat(send("LOG-2", FrameEncoder.encode(frame("LOG-1", 1, T, false)), T))
                .isEmpty();
        Frame unknownType = new Frame("LOG-1", 1L, 1L, T, null, 0, false, List.of(bms(99)));
        assertThat(send(unknownType, T)).isEmpty();
        assertThat(send(frame("LOG-1", 1, T, false), T)).hasSize(1);
    }

    private List<FrameSamples> send(Frame frame, long receivedAtMillis) throws Exception {
        return send(frame.loggerSerialNumber(), FrameEncoder.encode(frame), receivedAtMillis);
    }

    private List<FrameSamples> send(String logger, byte[] frame, long receivedAtMillis) throws Exception {
        harness.processElement1(new SourceFrame(logger, receivedAtMillis, 7, 0, offset++, frame), 0);
        List<FrameSamples> samples = new ArrayList<>();
        for (TableInput input : harness.extractOutputValues()) {
            samples.add(Objects.requireNonNull(input.frame()));
        }
        harness.getOutput().clear();
        return samples;
    }

    private static FrameSamples single(List<FrameSamples> samples) {
        assertThat(samples).hasSize(1);
        return samples.get(0);
    }

    private static Frame frame(String logger, long sequence, @Nullable Long observedAtMillis, boolean historical) {
        return new Frame(
                logger,
                1L,
                sequence,
                observedAtMillis,
                null,
                0,
                historical,
                List.of(bms(HV_BMS, reading(1400, 95, 0))));
    }

    private static Frame clockless(long bootId, long sequence, long uptimeMillis) {
        return new Frame("LOG-1", bootId, sequence, null, uptimeMillis, 0, false, List.of(bms(HV_BMS)));
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, SourceFrame, Announcement, TableInput> harness(
            FrameIntake intake) throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new CoBroadcastWithKeyedOperator<>(intake, List.of(FrameIntake.SETTINGS)),
                SourceFrame::loggerSerialNumber,
                null,
                TypeInformation.of(String.class));
    }
}
