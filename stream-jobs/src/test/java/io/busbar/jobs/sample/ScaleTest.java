package io.busbar.jobs.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScaleTest {

    @ParameterizedTest
    @CsvSource({
        "14, 10, 1",
        "15, 10, 2",
        "-14, 10, -1",
        "-15, 10, -2",
        "4, 10, 0",
        "-5, 10, -1",
        "0, 10, 0",
        "9223372036854775807, 1000000000000, 9223372",
        "-9223372036854775808, 10, -922337203685477581"
    })
    void roundsToTheNearestAndHalvesAwayFromZero(long value, long divisor, long expected) {
        assertThat(Scale.divideHalfUp(value, divisor)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithExactArithmetic(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            long value = random.nextLong() >> random.nextInt(Long.SIZE);
            long factor = Scale.powerOfTen(1 + random.nextInt(12));
            BigInteger product = BigInteger.valueOf(value).multiply(BigInteger.valueOf(factor));
            assertThat(Scale.multiply(value, factor))
                    .as("seed %d: %d * %d", seed, value, factor)
                    .isEqualTo(product.bitLength() < Long.SIZE ? (Long) product.longValue() : null);
            assertThat(Scale.divideHalfUp(value, factor))
                    .as("seed %d: %d / %d", seed, value, factor)
                    .isEqualTo(BigDecimal.valueOf(value)
                            .divide(BigDecimal.valueOf(factor), 0, RoundingMode.HALF_UP)
                            .longValueExact());
        }
    }
}
