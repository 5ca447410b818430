package io.busbar.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BucketGridTest {

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-03-29T12:00:00Z, 2026-03-28T23:00:00Z, 23:00",
        "Europe/Berlin, 2026-10-25T12:00:00Z, 2026-10-24T22:00:00Z, 25:00",
        "Australia/Lord_Howe, 2026-04-05T00:00:00Z, 2026-04-04T13:00:00Z, 24:30",
        "Australia/Lord_Howe, 2026-10-04T00:00:00Z, 2026-10-03T13:30:00Z, 23:30",
        "Asia/Kathmandu, 2026-06-01T00:00:00Z, 2026-05-31T18:15:00Z, 24:00",
        "Asia/Kolkata, 2026-06-01T00:00:00Z, 2026-05-31T18:30:00Z, 24:00",
        "Pacific/Chatham, 2026-04-05T00:00:00Z, 2026-04-04T10:15:00Z, 25:00",
        "Africa/Cairo, 2026-04-24T12:00:00Z, 2026-04-23T22:00:00Z, 23:00",
        "Asia/Shanghai, 2026-06-01T00:00:00Z, 2026-05-31T16:00:00Z, 24:00"
    })
    void cutsDaysAtMidnightOfTheZone(String zone, Instant inside, Instant start, String hours) {
        BucketGrid days = BucketGrid.days(ZoneId.of(zone));
        long startMillis = days.startMillis(inside.toEpochMilli());
        long endMillis = days.endMillis(startMillis);

        assertThat(Instant.ofEpochMilli(startMillis)).isEqualTo(start);
        assertThat(Duration.ofMillis(endMillis - startMillis))
                .isEqualTo(Duration.ofMinutes(
                        60 * Long.parseLong(hours.substring(0, 2)) + Long.parseLong(hours.substring(3))));
        assertThat(days.startMillis(startMillis)).isEqualTo(startMillis);
        assertThat(days.startMillis(startMillis - 1)).isLessThan(startMillis);
        assertThat(days.startMillis(endMillis - 1)).isEqualTo(startMillis);
        assertThat(days.startMillis(endMillis)).isEqualTo(endMillis);
        assertThat(endMillis % 300_000).isZero();
    }

    @Test
    void countsMinutesAndHoursFromTheEpochAlsoBeforeIt() {
        assertThat(BucketGrid.FIVE_MINUTES.startMillis(-1)).isEqualTo(-300_000);
        assertThat(BucketGrid.FIVE_MINUTES.endMillis(-300_000)).isZero();
        assertThat(BucketGrid.HOURS.startMillis(3_600_000)).isEqualTo(3_600_000);
        assertThat(BucketGrid.HOURS.startMillis(3_599_999)).isZero();
    }

    @Test
    void namesTheBucketsThatALateSampleTouches() {
        BucketRange touched = BucketGrid.FIVE_MINUTES.touchedBy(1_000_000, Cadence.ofSeconds(100));

        assertThat(touched).isEqualTo(new BucketRange(600_000, 1_500_000));
        assertThat(touched.contains(1_200_000)).isTrue();
        assertThat(touched.contains(1_500_000)).isFalse();
    }

    @Test
    void namesTheSamplesThatMatterToBuckets() {
        BucketRange range = new BucketRange(600_000, 900_000);
        Cadence cadence = Cadence.ofSeconds(100);

        assertThat(range.samplesFromMillis(cadence)).isEqualTo(350_000);
        assertThat(range.samplesToMillis(cadence)).isEqualTo(1_150_000);
        assertThat(BucketRange.ALL.samplesFromMillis(cadence)).isEqualTo(Long.MIN_VALUE);
        assertThat(BucketRange.ALL.samplesToMillis(cadence)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void refusesAnEmptyRange() {
        assertThatThrownBy(() -> new BucketRange(5, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("range is empty: fromMillis=5, toMillis=5 must be later");
    }
}
