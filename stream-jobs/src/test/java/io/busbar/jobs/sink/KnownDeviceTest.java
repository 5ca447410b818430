package io.busbar.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.jobs.sample.DeviceSamples;
import io.busbar.jobs.sample.FrameSamples;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KnownDeviceTest {

    private static final DeviceSamples SENT =
            new DeviceSamples("PACK-1", 11, -1, null, null, List.of(), List.of(), List.of());

    @Test
    void letsOnlyItsLoggerSpeak() {
        KnownDevice device = boundTo("A", Long.MIN_VALUE, Long.MAX_VALUE);
        assertThat(device.refusal(frame("A", 1_000), SENT)).isNull();
        assertThat(device.refusal(frame("B", 1_000), SENT)).isEqualTo("bound to another logger at this time");
    }

    @Test
    void refusesAnotherDeviceType() {
        KnownDevice device = new KnownDevice(1, 12);
        device.add(new KnownDevice.Binding("A", Long.MIN_VALUE, Long.MAX_VALUE, null));
        assertThat(device.refusal(frame("A", 1_000), SENT)).isEqualTo("registered with type code 12, sent with 11");
    }

    @Test
    void letsEachLoggerSpeakForItsOwnTime() {
        KnownDevice device = boundTo("A", Long.MIN_VALUE, 5_000);
        device.add(new KnownDevice.Binding("B", 5_000, Long.MAX_VALUE, null));
        assertThat(device.refusal(frame("A", 4_999), SENT)).isNull();
        assertThat(device.refusal(frame("B", 4_999), SENT)).isNotNull();
        assertThat(device.refusal(frame("A", 5_000), SENT)).isNotNull();
        assertThat(device.refusal(frame("B", 5_000), SENT)).isNull();
    }

    @Test
    void isFreeAfterItsLastBindingEnded() {
        KnownDevice device = boundTo("A", Long.MIN_VALUE, 5_000);
        assertThat(device.isFreeFor(frame("B", 4_999), SENT)).isFalse();
        assertThat(device.isFreeFor(frame("B", 5_000), SENT)).isTrue();
        assertThat(new KnownDevice(1, 12).isFreeFor(frame("B", 5_000), SENT)).isFalse();
    }

    private static KnownDevice boundTo(String logger, long from, long to) {
        KnownDevice device = new KnownDevice(1, 11);
        device.add(new KnownDevice.Binding(logger, from, to, null));
        return device;
    }

    private static FrameSamples frame(String logger, long observedAtMillis) {
        return new FrameSamples(logger, 0, 0, 0, observedAtMillis, 0, 0, 0, List.of(SENT));
    }
}
