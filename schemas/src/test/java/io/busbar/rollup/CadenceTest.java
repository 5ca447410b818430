package io.busbar.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class CadenceTest {

    @Test
    void letsAValueHoldForTwoAndAHalfIntervals() {
        assertThat(Cadence.ofSeconds(300).gapCapMillis()).isEqualTo(750_000);
        assertThat(Cadence.ofSeconds(5).gapCapMillis()).isEqualTo(12_500);
        assertThat(Cadence.ofSeconds(1).gapCapMillis()).isEqualTo(2_500);
    }

    @Test
    void expectsAsManyFramesOfPartsAsOfTheWhole() {
        Cadence cadence = new Cadence(7_000);
        long sum = 0;
        for (long from = -300_000; from < 3_600_000; from += 300_000) {
            sum += cadence.expectedFrames(from, from + 300_000);
        }

        assertThat(sum).isEqualTo(cadence.expectedFrames(-300_000, 3_600_000)).isEqualTo(557);
        assertThat(Cadence.ofSeconds(300).expectedFrames(0, 300_000)).isEqualTo(1);
        assertThat(Cadence.ofSeconds(300).expectedFrames(0, 23 * 3_600_000)).isEqualTo(276);
        assertThat(Cadence.ofSeconds(3_600).expectedFrames(300_000, 600_000)).isZero();
    }

    @Test
    void refusesAnIntervalBeyondADay() {
        assertThatThrownBy(() -> Cadence.ofSeconds(86_401))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("upload interval out of range: intervalMillis=86401000, allowed 1 to 86400000");
    }
}
