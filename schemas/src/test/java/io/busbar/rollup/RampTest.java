package io.busbar.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RampTest {

    private static final int NANOS_PER_MICRO = 1_000;

    /** The longest that two samples may be apart: 2.5 days. */
    private static final int LONGEST_MILLIS = 216_000_000;

    @ParameterizedTest
    @CsvSource({
        "100, 100, 10, 1000, 0",
        "-100, -100, 10, 0, 1000",
        "0, 100, 10, 500, 0",
        "100, 0, 10, 500, 0",
        "0, -100, 10, 0, 500",
        "0, 0, 10, 0, 0",
        "100, -100, 10, 250, 250",
        "-100, 300, 8, 900, 100",
        "1, -1000, 1, 0, 500"
    })
    void splitsWhereItCrossesZero(long from, long to, long millis, long positive, long negative) {
        Ramp ramp = new Ramp(1);
        ramp.set(from, to, millis);

        assertThat(ramp.positive(0, millis)).isEqualTo(positive);
        assertThat(ramp.negative(0, millis)).isEqualTo(negative);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void addsUpWhereverItIsCut(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            int divisor = random.nextBoolean() ? NANOS_PER_MICRO : 1;
            Ramp ramp = new Ramp(divisor);
            long length = 1L + random.nextInt(random.nextBoolean() ? 10 : LONGEST_MILLIS);
            ramp.set(value(random, divisor), value(random, divisor), length);
            long positive = 0;
            long negative = 0;
            long at = 0;
            while (at < length) {
                long next = Math.min(length, at + 1 + random.nextInt((int) length));
                assertThat(ramp.positive(at, next)).isNotNegative();
                assertThat(ramp.negative(at, next)).isNotNegative();
                positive += ramp.positive(at, next);
                negative += ramp.negative(at, next);
                at = next;
            }
            assertThat(positive).isEqualTo(ramp.positive(0, length));
            assertThat(negative).isEqualTo(ramp.negative(0, length));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14})
    void isNotFurtherFromTheExactAreaThanAUnitAndTheCrossing(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            Ramp ramp = new Ramp(NANOS_PER_MICRO);
            long from = value(random, NANOS_PER_MICRO);
            long to = value(random, NANOS_PER_MICRO);
            long length = 1L + random.nextInt(LONGEST_MILLIS);
            ramp.set(from, to, length);

            double crossing = Math.abs((double) to - from) / length / 8 / NANOS_PER_MICRO;
            assertThat(new BigDecimal(ramp.positive(0, length)))
                    .isCloseTo(above(from, to, length), within(new BigDecimal(1.001 + crossing)));
            assertThat(new BigDecimal(ramp.negative(0, length)))
                    .isCloseTo(above(-from, -to, length), within(new BigDecimal(1.001 + crossing)));
        }
    }

    @Test
    void holdsTheLargestBatteryForTheLongestTime() {
        Ramp ramp = new Ramp(NANOS_PER_MICRO);
        long most = Ramp.MAX_UNITS * NANOS_PER_MICRO;
        ramp.set(most, most, LONGEST_MILLIS);

        assertThat(ramp.positive(0, LONGEST_MILLIS)).isEqualTo(Ramp.MAX_UNITS * LONGEST_MILLIS);
        assertThat(ramp.positive(1, LONGEST_MILLIS)).isEqualTo(Ramp.MAX_UNITS * (LONGEST_MILLIS - 1));
    }

    private static long value(Random random, int divisor) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(-20, 21);
            case 2 -> divisor * random.nextLong(-100_000, 100_000) + random.nextInt(divisor);
            default -> random.nextLong(-Ramp.MAX_UNITS * divisor, Ramp.MAX_UNITS * divisor + 1);
        };
    }

    /** The exact area above zero, in thousandths. */
    private static BigDecimal above(long from, long to, long length) {
        if (from <= 0 && to <= 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal high = new BigDecimal(Math.max(from, to));
        BigDecimal low = new BigDecimal(Math.min(from, to));
        BigDecimal area =
                low.signum() >= 0 ? high.add(low) : high.pow(2).divide(high.subtract(low), MathContext.DECIMAL128);
        return area.multiply(new BigDecimal(length))
                .divide(new BigDecimal(2 * NANOS_PER_MICRO), MathContext.DECIMAL128);
    }
}
