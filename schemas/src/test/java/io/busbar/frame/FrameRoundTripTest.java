package io.busbar.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.measure.Catalogue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameRoundTripTest {

    private final Catalogue catalogue = Catalogue.load();
    private final FrameGate gate = new FrameGate(catalogue);

    @ParameterizedTest(name = Seeds.NAME)
    @MethodSource(Seeds.EACH)
    void decodesWhatItEncoded(long seed) {
        Frame frame = RandomFrames.any(seed, catalogue).next();

        byte[] encoded = FrameEncoder.encode(frame);

        assertThat(FrameDecoder.decode(encoded)).isEqualTo(frame);
        assertThat(gate.binary(frame.loggerSerialNumber(), encoded)).isEqualTo(new FrameOutcome.Valid(encoded, frame));
    }

    @ParameterizedTest(name = Seeds.NAME)
    @MethodSource(Seeds.EACH)
    void transcodesJsonToTheFrameItDescribes(long seed) {
        Frame frame = RandomFrames.friendly(seed, catalogue).next();
        String json = FriendlyJson.of(frame, catalogue, seed);

        FrameOutcome outcome = gate.json(frame.loggerSerialNumber(), json.getBytes(StandardCharsets.UTF_8));

        assertThat(outcome).as(json).isInstanceOfSatisfying(FrameOutcome.Valid.class, valid -> {
            assertThat(FrameDecoder.decode(valid.frame())).isEqualTo(frame);
            assertThat(valid.frame()).containsExactly(FrameEncoder.encode(frame));
        });
    }

    @Test
    void doesNotCutWhatDoesNotFitItsField() {
        assertThatThrownBy(() -> new Frame("L", null, null, 0L, null, 65_536, false, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("revision does not fit its field: 65536, allowed: 0 to 65535");
        assertThatThrownBy(() -> new Frame.Device("D", 1, 65_535, List.of(), List.of(), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parent index does not fit its field: 65535, allowed: -1 to 65534");
        assertThatThrownBy(() -> new Frame.Device("D", -1, 0, List.of(), List.of(), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("device type code does not fit its field: -1, allowed: 0 to 65535");
        assertThatThrownBy(() -> new Frame.Reading(4_294_967_296L, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("point id does not fit its field: 4294967296, allowed: 0 to 4294967295");
        assertThatThrownBy(() -> new Frame.Reading(1, 0, 128, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scale does not fit its field: 128, allowed: -128 to 127");
        assertThatThrownBy(() -> new Frame.Text(-1, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("point id does not fit its field: -1, allowed: 0 to 4294967295");
        assertThatThrownBy(() -> new Frame.Cell(65_536, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cell voltage in mV does not fit its field: 65536, allowed: 0 to 65535");
        assertThatThrownBy(() -> new Frame.Temperature(0, 256))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("quality does not fit its field: 256, allowed: 0 to 255");
        assertThatThrownBy(() -> new Frame.Temperature(32_768, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("temperature in 0.01 °C does not fit its field: 32768, allowed: -32768 to 32767");
    }
}
