package io.busbar.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.measure.Catalogue;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A quick look never passes what reading refuses, and passes what loggers usually send. */
class FrameScanTest {

    private static final int DAMAGES = 200;

    private final Catalogue catalogue = Catalogue.load();
    private final FrameGate gate = new FrameGate(catalogue);

    @ParameterizedTest
    @CsvSource({
        "thirty-cells.hex, true",
        "without-clock.hex, true",
        "estimated-cell.hex, false",
        "absent-cells.hex, true"
    })
    void passesUsualFrames(String file, boolean passes) {
        GoldenFrame golden = GoldenFrame.all().stream()
                .filter(each -> each.file().equals(file))
                .findFirst()
                .orElseThrow();
        assertThat(gate.passes(golden.frame().loggerSerialNumber(), golden.bytes()))
                .isEqualTo(passes);
        assertThat(gate.passes("another", golden.bytes())).isFalse();
    }

    @ParameterizedTest(name = Seeds.NAME)
    @MethodSource(Seeds.EACH)
    void passesNothingThatReadingRefuses(long seed) {
        Random random = new Random(seed);
        Frame frame = RandomFrames.any(seed, catalogue).next();
        String logger = frame.loggerSerialNumber();
        byte[] encoded = FrameEncoder.encode(frame);
        for (int i = 0; i < DAMAGES; i++) {
            byte[] damaged = i == 0 ? encoded : Damage.of(encoded, random);
            if (damaged.length >= FrameChecksum.BYTES) {
                FrameChecksum.write(damaged);
            }
            if (gate.passes(logger, damaged)) {
                assertThat(gate.binary(logger, damaged)).isInstanceOf(FrameOutcome.Valid.class);
            }
        }
    }

    @Test
    void letsTheViewLookAtUsualAndUnusualFrames() {
        FrameView view = new FrameView();
        for (GoldenFrame golden : GoldenFrame.all()) {
            Frame frame = golden.frame();
            assertThat(gate.refusal(frame.loggerSerialNumber(), golden.bytes(), view))
                    .as(golden.file())
                    .isNull();
            assertThat(view.deviceCount()).isEqualTo(frame.devices().size());
            assertThat(view.device(0).serialNumber())
                    .isEqualTo(frame.devices().get(0).serialNumber());
            assertThat(gate.refusal("another", golden.bytes(), view))
                    .extracting(FrameRejection::reason)
                    .isEqualTo(FrameRejection.Reason.WRONG_LOGGER);
        }
    }

    @Test
    void countsTextsAmongThePoints() {
        List<Frame.Reading> readings = IntStream.range(0, FrameLimits.MAX_POINTS_PER_DEVICE)
                .mapToObj(i -> new Frame.Reading(1_000 + i, 1, 0, 0))
                .toList();
        assertThat(passes(readings, List.of())).isTrue();
        assertThat(passes(readings, List.of(new Frame.Text(50, "V1")))).isFalse();
    }

    @Test
    void leavesToReadingWhatMightBeThereTwice() {
        Frame.Reading five = new Frame.Reading(5, 1, 0, 0);
        Frame.Reading nine = new Frame.Reading(9, 1, 0, 0);
        assertThat(passes(List.of(five, nine), List.of(new Frame.Text(4, "a"), new Frame.Text(10, "b"))))
                .isTrue();
        assertThat(passes(List.of(nine, five), List.of())).isFalse();
        assertThat(passes(List.of(five, five), List.of())).isFalse();
        assertThat(passes(List.of(five, nine), List.of(new Frame.Text(7, "a")))).isFalse();
        assertThat(passes(List.of(), List.of(new Frame.Text(7, "a"), new Frame.Text(7, "b"))))
                .isFalse();
    }

    private boolean passes(List<Frame.Reading> readings, List<Frame.Text> texts) {
        Frame.Device device = new Frame.Device("B1", 1, Frame.Device.NO_PARENT, readings, texts, List.of(), List.of());
        Frame frame = new Frame("L", 1L, 1L, 1_700_000_000_000L, null, 0, false, List.of(device));
        return gate.passes("L", FrameEncoder.encode(frame));
    }
}
