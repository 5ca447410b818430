package io.busbar.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sample.PackSample;
import io.busbar.jobs.sample.PointSamples;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class KnownDeviceTest {

    private static final DeviceSamples SENT =
            new DeviceSamples("PACK-1", 11, -1, null, null, PointSamples.NONE, List.of(), List.of());

    @Test
    void letsOnlyItsLoggerSpeak() {
        KnownDevice device = boundTo("A", Long.MIN_VALUE, Long.MAX_VALUE);
        assertThat(refusal(device, frame("A", 1_000))).isNull();
        assertThat(refusal(device, frame("B", 1_000))).isEqualTo("bound to another logger at this time");
    }

    @Test
    void refusesAnotherDeviceType() {
        KnownDevice device = new KnownDevice(1, 12, "PACK-1", 0, 0);
        device.add(new KnownDevice.Binding("A", Long.MIN_VALUE, Long.MAX_VALUE, null, null));
        assertThat(refusal(device, frame("A", 1_000))).isEqualTo("registered with type code 12, sent with 11");
    }

    @Test
    void letsEachLoggerSpeakForItsOwnTime() {
        KnownDevice device = boundTo("A", Long.MIN_VALUE, 5_000);
        device.add(new KnownDevice.Binding("B", 5_000, Long.MAX_VALUE, null, null));
        assertThat(refusal(device, frame("A", 4_999))).isNull();
        assertThat(refusal(device, frame("B", 4_999))).isNotNull();
        assertThat(refusal(device, frame("A", 5_000))).isNotNull();
        assertThat(refusal(device, frame("B", 5_000))).isNull();
        assertThat(device.lastLogger()).isEqualTo("B");
    }

    @Test
    void isFreeAfterItsLastBindingEnded() {
        KnownDevice device = boundTo("A", Long.MIN_VALUE, 5_000);
        assertThat(device.isFreeFor(frame("B", 4_999), SENT)).isFalse();
        assertThat(device.isFreeFor(frame("B", 5_000), SENT)).isTrue();
        assertThat(new KnownDevice(1, 12, "PACK-1", 0, 0).isFreeFor(frame("B", 5_000), SENT))
                .isFalse();
    }

    @Test
    void growsWithTheListsThatItSends() {
        KnownDevice device = new KnownDevice(1, 11, "PACK-1", 16, 4);
        assertThat(device.lengthen(pack(16, 4))).isFalse();
        assertThat(device.lengthen(pack(15, 5))).isTrue();
        assertThat(device.lengthen(pack(17, 2))).isTrue();
        assertThat(device.lengthen(pack(17, 5))).isFalse();
        assertThat(device.longestCells()).isEqualTo(17);
        assertThat(device.longestTemperatures()).isEqualTo(5);
    }

    @Test
    void doesNotGuessWhatItSentBefore() {
        assertThat(new KnownDevice(1, 11, "PACK-1", null, null).lengthen(pack(16, 4)))
                .isFalse();
    }

    private static PackSample pack(int cells, int temperatures) {
        return new PackSample(new short[cells], new byte[0], new short[temperatures], null, 0, cells);
    }

    private static KnownDevice boundTo(String logger, long from, long to) {
        KnownDevice device = new KnownDevice(1, 11, "PACK-1", 0, 0);
        device.add(new KnownDevice.Binding(logger, from, to, null, null));
        return device;
    }

    private static @Nullable String refusal(KnownDevice device, FrameSamples frame) {
        return device.refusal(SENT, device.bindingOf(frame));
    }

    private static FrameSamples frame(String logger, long observedAtMillis) {
        return new FrameSamples(logger, 0, 0, 0, observedAtMillis, 0, 0, 0, List.of(SENT), null);
    }
}
