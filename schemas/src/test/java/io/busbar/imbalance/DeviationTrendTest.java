package io.busbar.imbalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class DeviationTrendTest {

    private static final LocalDate FIRST = LocalDate.of(2026, 8, 9);

    @Test
    void fitsALineThroughTheMeansOfTheDays() {
        TreeMap<LocalDate, PackDeviations> days = new TreeMap<>();
        days.put(FIRST, day(-10, 1));
        days.put(FIRST.plusDays(2), day(-28, 2));
        days.put(FIRST.plusDays(3), PackDeviations.NONE);
        days.put(FIRST.plusDays(4), day(-18, 1));

        DeviationTrend trend = DeviationTrend.of(days, VoltageRegion.PLATEAU, 1);
        assertThat(trend).isNotNull().extracting(DeviationTrend::days).isEqualTo(3);
        assertThat(trend).extracting(DeviationTrend::millivoltsPerDay).isEqualTo(-1.0);
    }

    @Test
    void needsTwoDays() {
        TreeMap<LocalDate, PackDeviations> days = new TreeMap<>();
        days.put(FIRST, day(-10, 1));
        assertThat(DeviationTrend.of(days, VoltageRegion.PLATEAU, 1)).isNull();

        days.put(FIRST.plusDays(1), day(-8, 1));
        assertThat(DeviationTrend.of(days, VoltageRegion.TOP, 1)).isNull();
        assertThat(DeviationTrend.of(days, VoltageRegion.PLATEAU, 2)).isNull();
        assertThat(DeviationTrend.of(days, VoltageRegion.PLATEAU, 1))
                .isNotNull()
                .satisfies(trend -> assertThat(trend.millivoltsPerDay()).isCloseTo(1.0, within(1e-12)));
    }

    private static PackDeviations day(long halfMillivolts, long samples) {
        return new PackDeviations(List.of(new DeviationSums(
                VoltageRegion.PLATEAU,
                CurrentDirection.REST,
                List.of(samples),
                List.of(halfMillivolts),
                List.of(0L),
                List.of(0L))));
    }
}
