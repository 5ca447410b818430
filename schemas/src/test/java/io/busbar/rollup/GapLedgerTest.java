package io.busbar.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class GapLedgerTest {

    private static final Cadence CADENCE = Cadence.ofSeconds(300);
    private static final long HOUR = 3_600_000;

    /** A portal's export of three days at 300 s had 832 of 864 rows. */
    @Test
    void countsWhatIsMissing() {
        long[] times = LongStream.range(0, 864)
                .filter(frame -> frame < 400 || frame >= 432)
                .map(frame -> frame * 300_000)
                .toArray();
        List<LedgerHour> hours = GapLedger.hours(0, 72 * HOUR, CADENCE, times);

        assertThat(hours).hasSize(72);
        assertThat(hours.stream().mapToLong(LedgerHour::expectedFrames).sum()).isEqualTo(864);
        assertThat(hours.stream().mapToLong(LedgerHour::receivedFrames).sum()).isEqualTo(832);
        assertThat(hours.get(33)).isEqualTo(new LedgerHour(33 * HOUR, 34 * HOUR, 12, 4, 3 * 300_000 + 750_000));
        assertThat(hours.get(34).missingFrames()).isEqualTo(12);
        assertThat(hours.get(34).coveredMillis()).isZero();
    }

    @Test
    void countsOneObservationTimeOnce() {
        LedgerHour hour = GapLedger.hours(0, HOUR, CADENCE, new long[] {0, 0, 300_000, 300_000, 300_000})
                .get(0);

        assertThat(hour.receivedFrames()).isEqualTo(2);
        assertThat(hour.missingFrames()).isEqualTo(10);
    }

    @Test
    void isNotMissingFramesWhenMoreCameThanExpected() {
        long[] times = LongStream.range(0, 600).map(frame -> frame * 6_000).toArray();

        assertThat(GapLedger.hours(0, HOUR, CADENCE, times)).containsExactly(new LedgerHour(0, HOUR, 12, 600, HOUR));
    }

    @Test
    void beginsAndEndsInsideHoursAndCoversFromAFrameBefore() {
        List<LedgerHour> hours =
                GapLedger.hours(HOUR - 600_000, HOUR + 300_000, CADENCE, new long[] {HOUR - 700_000, HOUR + 250_000});

        assertThat(hours)
                .containsExactly(
                        new LedgerHour(HOUR - 600_000, HOUR, 2, 0, 600_000),
                        new LedgerHour(HOUR, HOUR + 300_000, 1, 1, 100_000));
    }

    @Test
    void coversWhatTheRollUpOfTheSameFramesCovers() {
        Random random = new Random(5);
        long[] times = random.longs(300, 0, 48 * HOUR)
                .map(time -> time / 1_000 * 1_000)
                .sorted()
                .distinct()
                .toArray();
        long[] covered = new long[48];
        BmsFold fold = new BmsFold(
                BucketGrid.HOURS,
                CADENCE,
                new BucketRange(0, 48 * HOUR),
                hour -> covered[(int) (hour.place().startMillis() / HOUR)] =
                        hour.soc().coveredMillis());
        LongStream.of(times).forEach(time -> fold.add(time, null, null, 1));
        fold.finish();

        assertThat(GapLedger.hours(0, 48 * HOUR, CADENCE, times))
                .extracting(LedgerHour::coveredMillis)
                .containsExactly(LongStream.of(covered).boxed().toArray(Long[]::new));
    }

    @Test
    void refusesTimesThatDoNotAscend() {
        assertThatThrownBy(() -> GapLedger.hours(0, HOUR, CADENCE, new long[] {2, 1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("observation times must ascend: 1 after 2");
    }
}
