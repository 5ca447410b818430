package io.busbar.query.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WeightedSumTest {

    @Test
    void roundsHalvesTowardsPositiveInfinity() {
        assertThat(mean(new long[] {1, 2}, new long[] {1, 1})).isEqualTo(2);
        assertThat(mean(new long[] {-1, -2}, new long[] {1, 1})).isEqualTo(-1);
        assertThat(mean(new long[] {-1, -2}, new long[] {1, 2})).isEqualTo(-2);
        assertThat(mean(new long[] {3}, new long[] {7})).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20_260_301})
    void isExactBeyondSixtyFourBits(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            long[] values = random.longs(20).toArray();
            long[] weights = random.longs(20, 1, 86_400_000).toArray();
            BigInteger sum = BigInteger.ZERO;
            long weight = 0;
            for (int i = 0; i < values.length; i++) {
                sum = sum.add(BigInteger.valueOf(values[i]).multiply(BigInteger.valueOf(weights[i])));
                weight += weights[i];
            }
            BigDecimal exact = new BigDecimal(sum).divide(BigDecimal.valueOf(weight), 30, RoundingMode.FLOOR);
            long expected = exact.add(new BigDecimal("0.5"))
                    .setScale(0, RoundingMode.FLOOR)
                    .longValueExact();
            assertThat(mean(values, weights))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(expected);
        }
    }

    private static long mean(long[] values, long[] weights) {
        WeightedSum sum = new WeightedSum();
        for (int i = 0; i < values.length; i++) {
            sum.add(values[i], weights[i]);
        }
        return sum.mean();
    }
}
