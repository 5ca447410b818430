package io.busbar.imbalance;

import java.time.LocalDate;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * How a cell's deviation changes from day to day in one region. Immutable.
 *
 * @param millivoltsPerDay slope of the line that fits the means of the days best (least squares, each day counting once)
 * @param days how many had samples
 */
public record DeviationTrend(int cell, double millivoltsPerDay, int days) {

    private static final int MIN_DAYS = 2;

    public DeviationTrend {
        if (cell < 1 || days < MIN_DAYS) {
            throw new IllegalArgumentException(
                    "cell=%d (at least 1), days=%d (at least %d)".formatted(cell, days, MIN_DAYS));
        }
    }

    /** Null when the cell was measured in that region on fewer than two days. */
    public static @Nullable DeviationTrend of(
            SortedMap<LocalDate, PackDeviations> byDay, VoltageRegion region, int cell) {
        int days = 0;
        double sumOfDays = 0;
        double sumOfMeans = 0;
        double sumOfSquares = 0;
        double sumOfProducts = 0;
        for (var entry : byDay.entrySet()) {
            Double mean = entry.getValue().meanMillivolts(region, cell);
            if (mean != null) {
                double day = entry.getKey().toEpochDay() - byDay.firstKey().toEpochDay();
                days++;
                sumOfDays += day;
                sumOfMeans += mean;
                sumOfSquares += day * day;
                sumOfProducts += day * mean;
            }
        }
        if (days < MIN_DAYS) {
            return null;
        }
        double slope = (days * sumOfProducts - sumOfDays * sumOfMeans) / (days * sumOfSquares - sumOfDays * sumOfDays);
        return new DeviationTrend(cell, slope, days);
    }
}
