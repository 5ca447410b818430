package io.busbar.query.series;

import io.busbar.query.access.VisibleDevice;
import io.busbar.query.series.DeviceHistory.Span;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts the values that an answer was made of, each column for itself: how many rows there were cannot be told from buckets, how many values
 * each column had can. Confined to one thread.
 */
final class SeriesTally {

    private static final int COVERAGE_DECIMALS = 4;

    private final long intervalMillis;
    private final long[] values;
    private long lastAtMillis = Long.MIN_VALUE;

    SeriesTally(VisibleDevice device, int columns) {
        this.intervalMillis = device.place().uploadIntervalSeconds() * 1_000L;
        this.values = new long[columns];
    }

    void count(SeriesBlock block) {
        for (int column = 0; column < values.length; column++) {
            values[column] += block.count(column);
            lastAtMillis = Math.max(lastAtMillis, block.newestAtMillis(column));
        }
    }

    /** When the newest value was observed, as far as it was before an end: a frozen bucket may reach beyond it. Null when there is none. */
    @Nullable
    Instant lastRow(Instant to) {
        if (lastAtMillis == Long.MIN_VALUE) {
            return null;
        }
        Instant last = Instant.ofEpochMilli(lastAtMillis);
        return last.isBefore(to) ? last : to;
    }

    /** Values of the column that has most, by those that the upload interval lets expect. */
    BigDecimal coverage(List<Span> spans, Instant now) {
        long expectedMillis = 0;
        for (Span span : spans) {
            Instant until = span.asked().to().isBefore(now) ? span.asked().to() : now;
            expectedMillis +=
                    Math.max(0, until.toEpochMilli() - span.asked().from().toEpochMilli());
        }
        if (expectedMillis == 0) {
            return BigDecimal.ZERO;
        }
        return BigDecimal.valueOf(Arrays.stream(values).max().orElse(0))
                .multiply(BigDecimal.valueOf(intervalMillis))
                .divide(BigDecimal.valueOf(expectedMillis), COVERAGE_DECIMALS, RoundingMode.HALF_UP)
                .min(BigDecimal.ONE)
                .stripTrailingZeros();
    }
}
