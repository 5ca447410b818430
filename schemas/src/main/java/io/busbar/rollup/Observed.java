package io.busbar.rollup;

/**
 * What was observed of a value inside a bucket, at least once. Of equal extremes the earliest counts. Immutable.
 */
public record Observed(
        long count,
        int first,
        long firstAtMillis,
        int last,
        long lastAtMillis,
        int min,
        long minAtMillis,
        int max,
        long maxAtMillis) {

    public Observed {
        boolean inOrder = firstAtMillis <= lastAtMillis
                && minAtMillis >= firstAtMillis
                && minAtMillis <= lastAtMillis
                && maxAtMillis >= firstAtMillis
                && maxAtMillis <= lastAtMillis;
        if (count < 1 || !inOrder || min > Math.min(first, last) || max < Math.max(first, last)) {
            throw new IllegalArgumentException(
                    ("observations contradict one another: count=%d (at least 1), first=%d at %d,"
                                    + " last=%d at %d, min=%d at %d, max=%d at %d")
                            .formatted(
                                    count,
                                    first,
                                    firstAtMillis,
                                    last,
                                    lastAtMillis,
                                    min,
                                    minAtMillis,
                                    max,
                                    maxAtMillis));
        }
    }

    /** Together with what was observed in a later part of the same bucket. */
    Observed then(Observed later) {
        boolean lower = later.min < min;
        boolean higher = later.max > max;
        return new Observed(
                count + later.count,
                first,
                firstAtMillis,
                later.last,
                later.lastAtMillis,
                lower ? later.min : min,
                lower ? later.minAtMillis : minAtMillis,
                higher ? later.max : max,
                higher ? later.maxAtMillis : maxAtMillis);
    }
}
