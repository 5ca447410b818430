package io.busbar.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DistributionTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsTheValueAtTheNearestRankAlsoOfMergedParts(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int[] values = random.ints(1 + random.nextInt(300), 0, 1 + random.nextInt(4_001))
                    .toArray();
            int cut = random.nextInt(values.length + 1);
            Distribution first = distribution(Arrays.copyOfRange(values, 0, cut));
            Distribution second = distribution(Arrays.copyOfRange(values, cut, values.length));
            Distribution merged = first.plus(second);
            Arrays.sort(values);

            for (int percent : new int[] {1, 50, 95, 99, 100}) {
                assertThat(merged.percentileMillivolts(percent))
                        .isEqualTo(values[(int) Math.ceil(percent * values.length / 100.0) - 1]);
            }
            assertThat(merged).isEqualTo(distribution(values)).hasSameHashCodeAs(distribution(values));
            assertThat(Distribution.ofBytes(merged.toBytes())).isEqualTo(merged);
            assertThat(Distribution.ofBytes(merged.toBytes()).count()).isEqualTo(values.length);
        }
    }

    @Test
    void takesThreeBytesForOneValueAndSaysWhichItIs() {
        Distribution one = distribution(new int[] {200});

        assertThat(one.toBytes()).hasSize(3);
        assertThat(one.percentileMillivolts(95)).isEqualTo(200);
        assertThat(one).hasToString("{200 mV: 1}");
        assertThat(distribution(new int[] {0, 0, 3})).hasToString("{0 mV: 2, 3 mV: 1}");
    }

    @Test
    void hasNoPercentileWithoutValues() {
        assertThatThrownBy(() -> Distribution.EMPTY.percentileMillivolts(95))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no percentile of a distribution without values");
        assertThatThrownBy(() -> distribution(new int[] {1}).percentileMillivolts(0))
                .hasMessage("percent=0, allowed 1 to 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"05", "0500", "05010001", "a11f01", "05ffffffff0f", "ffffffffff01", "80", "050100"})
    void refusesBytesThatAreNone(String hex) {
        assertThatThrownBy(() -> Distribution.ofBytes(HexFormat.of().parseHex(hex)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no distribution: ");
    }

    private static Distribution distribution(int[] values) {
        DistributionFold fold = new DistributionFold();
        for (int value : values) {
            fold.add(value, 1);
        }
        return fold.close();
    }
}
