package io.busbar.query.series;

import io.busbar.rollup.BucketLevel;
import org.jspecify.annotations.Nullable;

/**
 * A part of the time of a device that is answered from one source. Immutable.
 *
 * @param level of the roll-ups; null for sample rows
 * @param fromMillis inclusive
 * @param toMillis exclusive
 */
record Stretch(@Nullable BucketLevel level, long fromMillis, long toMillis) {

    static Stretch ofRows(long fromMillis, long toMillis) {
        return new Stretch(null, fromMillis, toMillis);
    }

    Stretch {
        if (fromMillis >= toMillis) {
            throw new IllegalArgumentException("stretch is empty: " + fromMillis + " to " + toMillis);
        }
    }
}
