package io.busbar.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.measure.Catalogue;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes that device makers write against: they change only with the version of the frame schema. */
class GoldenFrameTest {

    private final FrameGate gate = new FrameGate(Catalogue.load());

    @ParameterizedTest
    @MethodSource(GoldenFrame.EACH)
    void decodesToTheExpectedValues(GoldenFrame golden) {
        assertThat(FrameDecoder.decode(golden.bytes())).isEqualTo(golden.frame());
    }

    @ParameterizedTest
    @MethodSource(GoldenFrame.EACH)
    void encodesByteForByte(GoldenFrame golden) {
        assertThat(FrameEncoder.encode(golden.frame())).containsExactly(golden.bytes());
    }

    @ParameterizedTest
    @MethodSource(GoldenFrame.EACH)
    void passesTheGateUnchanged(GoldenFrame golden) {
        byte[] received = golden.bytes();

        FrameOutcome outcome = gate.binary(golden.frame().loggerSerialNumber(), received);

        assertThat(outcome).isInstanceOfSatisfying(FrameOutcome.Valid.class, valid -> assertThat(valid.frame())
                .isSameAs(received));
    }

    @Test
    void holdsTheThirtyCellsThatTheMakersApplicationShowed() {
        Frame frame = FrameDecoder.decode(GoldenFrame.THIRTY_CELLS.bytes());

        List<Frame.Cell> cells = frame.devices().get(1).cells();
        int[] millivolts = cells.stream().mapToInt(Frame.Cell::millivolts).toArray();
        int max = IntStream.of(millivolts).max().orElseThrow();
        int min = IntStream.of(millivolts).min().orElseThrow();
        assertThat(millivolts).hasSize(30);
        assertThat(IntStream.of(millivolts).sum()).isEqualTo(99_599);
        assertThat(max).isEqualTo(3321).isEqualTo(millivolts[3]);
        assertThat(min).isEqualTo(3318).isEqualTo(millivolts[0]);
        assertThat(max - min).isEqualTo(3);
        assertThat(frame.devices().get(1).temperatures())
                .extracting(Frame.Temperature::centiCelsius)
                .containsExactly(1370, 1390);
    }

    @Test
    void tellsReadingsFromAbsentSensors() {
        Frame.Device pack =
                FrameDecoder.decode(GoldenFrame.ABSENT_CELLS.bytes()).devices().get(1);

        assertThat(pack.cells()).hasSize(30);
        assertThat(IntStream.range(0, 30).filter(i -> pack.cells().get(i).isReading()))
                .containsExactly(0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        assertThat(pack.temperatures()).extracting(Frame.Temperature::isReading).containsExactly(true, false);
    }
}
