package io.busbar.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class EquivalentCyclesTest {

    private static final Throughput THROUGHPUT = new Throughput(
            new Flow(3 * Flow.MICROS_PER_HOUR, 2_000 * Flow.MICROS_PER_HOUR),
            new Flow(100 * Flow.MICROS_PER_HOUR, 40 * Flow.MICROS_PER_HOUR),
            1);

    @Test
    void knowsBothConventions() {
        assertThat(EquivalentCycles.ofEnergy(THROUGHPUT, 8_000)).isCloseTo(0.25, within(1e-12));
        assertThat(EquivalentCycles.ofCharge(THROUGHPUT, 280_000)).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void refusesABatteryWithoutCapacity() {
        assertThatThrownBy(() -> EquivalentCycles.ofEnergy(THROUGHPUT, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ratedWattHours=0, must be above 0");
    }
}
