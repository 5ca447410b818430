package io.busbar.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One bucket of an hour; a logger that sends every five minutes. */
final class CounterFoldTest {

    private static final Cadence CADENCE = Cadence.ofSeconds(300);
    private static final long INTERVAL = CADENCE.intervalMillis();

    private final List<CounterBucket> out = new ArrayList<>();

    @Test
    void addsUpIncreases() {
        fold(CounterRule.UNKNOWN, 5_000, 5_010, 5_010, 5_050);

        assertThat(only()).isEqualTo(bucket(4, 50, 0, 0));
    }

    @Test
    void takesACorrectionBackSoThatItIsNotCountedTwice() {
        fold(CounterRule.UNKNOWN, 5_000, 5_050, 5_020, 5_050, 5_060);

        assertThat(only()).isEqualTo(bucket(5, 60, 1, 0));
    }

    @Test
    void countsNothingAcrossAReset() {
        fold(CounterRule.UNKNOWN, 5_000, 5_010, 40, 60);

        assertThat(only()).isEqualTo(bucket(4, 30, 0, 1));
    }

    @Test
    void countsNothingWhenAnotherDeviceIsPutInItsPlace() {
        fold(new CounterRule(0, 5_000), 5_000, 5_010, 900_000, 900_010);

        assertThat(only()).isEqualTo(bucket(4, 20, 0, 1));
    }

    @Test
    void goesOnAcrossAKnownRollover() {
        fold(new CounterRule(65_536, 50_000), 65_500, 65_530, 4, 10);

        assertThat(only()).isEqualTo(bucket(4, 46, 0, 0));
    }

    @Test
    void takesAFallFromTheMiddleForAResetThoughARolloverIsKnown() {
        fold(new CounterRule(65_536, 50_000), 30_000, 4);

        assertThat(only()).isEqualTo(bucket(2, 0, 0, 1));
    }

    @Test
    void believesACounterOfWholeKilowattHours() {
        fold(new CounterRule(0, 3_000), 5_000, 6_000, 6_000);

        assertThat(only()).isEqualTo(bucket(3, 1_000, 0, 0));
    }

    @Test
    void saysWhatCameAcrossAGap() {
        CounterFold fold = new CounterFold(CounterRule.UNKNOWN, BucketGrid.HOURS, CADENCE, BucketRange.ALL, out::add);
        fold.add(0, 1_000);
        fold.add(7_200_000, 4_000);
        fold.add(7_500_000, 4_100);
        fold.finish();

        assertThat(out).extracting(CounterBucket::gainedWattHours).containsExactly(0L, 3_100L);
        assertThat(out).extracting(CounterBucket::acrossGapsWattHours).containsExactly(0L, 3_000L);
        assertThat(CounterBucket.of(0, 86_400_000, CADENCE, out))
                .isEqualTo(new CounterBucket(new BucketPlace(0, 86_400_000, 3, 288), 3_100, 3_000, 0, 0));
    }

    @Test
    void refusesACounterBelowZero() {
        assertThatThrownBy(() -> fold(CounterRule.UNKNOWN, -1)).hasMessage("a counter below 0: wattHours=-1 at 0");
    }

    private void fold(CounterRule rule, long... wattHours) {
        CounterFold fold = new CounterFold(rule, BucketGrid.HOURS, CADENCE, BucketRange.ALL, out::add);
        for (int i = 0; i < wattHours.length; i++) {
            fold.add(i * INTERVAL, wattHours[i]);
        }
        fold.finish();
    }

    private CounterBucket only() {
        assertThat(out).hasSize(1);
        return out.get(0);
    }

    private static CounterBucket bucket(int received, long gained, int corrections, int resets) {
        return new CounterBucket(new BucketPlace(0, 3_600_000, received, 12), gained, 0, corrections, resets);
    }
}
