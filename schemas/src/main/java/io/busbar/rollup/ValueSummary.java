package io.busbar.rollup;

import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * What one value came to in a bucket. A value holds until the next of its kind, at most for the gap cap, so that a bucket may be covered by one
 * that was observed before it. Exact for buckets of up to 49 days. Immutable.
 *
 * @param own what was observed in the bucket itself; null when nothing was
 * @param weighted sum of value × milliseconds that it held in the bucket
 * @param coveredMillis for how long one held
 */
public record ValueSummary(@Nullable Observed own, long weighted, long coveredMillis) {

    public static final ValueSummary NONE = new ValueSummary(null, 0, 0);

    public ValueSummary {
        if (coveredMillis < 0 || (coveredMillis == 0 && weighted != 0)) {
            throw new IllegalArgumentException(
                    "a sum without time: weighted=%d, coveredMillis=%d (at least 1, or both 0)"
                            .formatted(weighted, coveredMillis));
        }
    }

    public boolean isEmpty() {
        return own == null && coveredMillis == 0;
    }

    /** Weighted by time, rounded to the next integer, halves upwards, as the query API does; null when nothing is covered. */
    public @Nullable Long mean() {
        return coveredMillis == 0 ? null : Long.valueOf(Rounding.halfUp(weighted, coveredMillis));
    }

    /** The same with 16 digits. */
    public @Nullable BigDecimal exactMean() {
        return coveredMillis == 0
                ? null
                : BigDecimal.valueOf(weighted).divide(BigDecimal.valueOf(coveredMillis), MathContext.DECIMAL64);
    }

    /** Together with a later part of the same bucket. */
    ValueSummary then(ValueSummary later) {
        Observed both = own == null ? later.own : later.own == null ? own : own.then(later.own);
        return new ValueSummary(both, weighted + later.weighted, coveredMillis + later.coveredMillis);
    }
}
