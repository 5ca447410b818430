package io.busbar.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.busbar.frame.sbe.LoggerFrameDecoder;
import io.busbar.measure.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A view tells what decoding tells, and of what is no frame it tells nothing. */
class FrameViewTest {

    private static final int DAMAGES = 200;

    private final FrameView view = new FrameView();

    @Test
    void readsTheGoldenFrames() {
        for (GoldenFrame golden : GoldenFrame.all()) {
            assertThat(seen(golden.bytes())).as(golden.file()).isEqualTo(golden.frame());
        }
    }

    @ParameterizedTest(name = Seeds.NAME)
    @MethodSource(Seeds.EACH)
    void tellsWhatDecodingTells(long seed) {
        RandomFrames frames = RandomFrames.any(seed, Catalogue.load());
        for (int i = 0; i < 20; i++) {
            byte[] encoded = FrameEncoder.encode(frames.next());
            assertThat(seen(encoded)).isEqualTo(FrameDecoder.decode(encoded));
            assertThat(view.precedenceHigh())
                    .isEqualTo(
                            Precedence.of(encoded, FrameDecoder.decode(encoded)).high());
            assertThat(view.precedenceLow())
                    .isEqualTo(
                            Precedence.of(encoded, FrameDecoder.decode(encoded)).low());
        }
    }

    @ParameterizedTest(name = Seeds.NAME)
    @MethodSource(Seeds.EACH)
    void refusesWhatIsNoFrame(long seed) {
        Random random = new Random(seed);
        byte[] encoded =
                FrameEncoder.encode(RandomFrames.any(seed, Catalogue.load()).next());
        for (int i = 0; i < DAMAGES; i++) {
            byte[] damaged = Damage.of(encoded, random);
            if (damaged.length >= FrameChecksum.BYTES) {
                FrameChecksum.write(damaged);
            }
            boolean isFrame = true;
            try {
                view.wrap(damaged);
            } catch (IllegalArgumentException e) {
                isFrame = false;
            }
            if (isFrame) {
                assertThatCode(() -> touch(view)).doesNotThrowAnyException();
            } else {
                assertThatIllegalArgumentException().isThrownBy(() -> FrameDecoder.decode(damaged));
            }
        }
    }

    @Test
    void refusesAChecksumThatDiffers() {
        byte[] bytes = GoldenFrame.WITHOUT_CLOCK.bytes().clone();
        bytes[bytes.length - 1] ^= 1;
        assertThatIllegalArgumentException().isThrownBy(() -> view.wrap(bytes)).withMessageContaining("not a whole");
    }

    private Frame seen(byte[] bytes) {
        view.wrap(bytes);
        Frame decoded = FrameDecoder.decode(bytes);
        List<Frame.Device> devices = new ArrayList<>();
        for (int i = 0; i < view.deviceCount(); i++) {
            devices.add(seen(view.device(i)));
        }
        return new Frame(
                decoded.loggerSerialNumber(),
                decoded.bootId() == null ? null : Long.valueOf(view.bootId()),
                decoded.sequence(),
                view.isTimed() ? view.observedAtMillis() : null,
                decoded.uptimeMillis() == null ? null : Long.valueOf(view.uptimeMillis()),
                decoded.revision(),
                view.historical(),
                devices);
    }

    private static Frame.Device seen(FrameView.Device device) {
        List<Frame.Reading> readings = new ArrayList<>();
        for (int i = 0; i < device.pointCount(); i++) {
            readings.add(
                    new Frame.Reading(device.pointId(i), device.unscaled(i), device.scale(i), device.pointQuality(i)));
        }
        List<Frame.Text> texts = new ArrayList<>();
        device.forEachText((pointId, text) -> texts.add(new Frame.Text(pointId, text)));
        List<Frame.Cell> cells = new ArrayList<>();
        for (int i = 0; i < device.cellCount(); i++) {
            cells.add(new Frame.Cell(device.millivolts(i), device.cellQuality(i)));
        }
        List<Frame.Temperature> temperatures = new ArrayList<>();
        for (int i = 0; i < device.temperatureCount(); i++) {
            temperatures.add(new Frame.Temperature(device.centiCelsius(i), device.temperatureQuality(i)));
        }
        return new Frame.Device(
                device.serialNumber(), device.typeCode(), device.parentIndex(), readings, texts, cells, temperatures);
    }

    private static void touch(FrameView view) {
        assertThat(view.isTimed()).isEqualTo(view.observedAtMillis() != LoggerFrameDecoder.observedAtMillisNullValue());
        for (int i = 0; i < view.deviceCount(); i++) {
            seen(view.device(i));
        }
    }
}
