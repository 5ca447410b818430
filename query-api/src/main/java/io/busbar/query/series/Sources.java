package io.busbar.query.series;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an answer was made of. Immutable.
 *
 * @param rows sample rows, as they were received
 * @param frozen buckets of rows that were removed
 * @param rawFrom there are no sample rows of every column before; null when there are, in the whole range
 */
public record Sources(boolean rows, boolean frozen, @Nullable Instant rawFrom) {

    /** {@code raw}, {@code 15m} or {@code 15m+raw}. */
    public String word() {
        if (!frozen) {
            return Bucket.RAW.word();
        }
        return rows ? Bucket.QUARTER_HOUR.word() + '+' + Bucket.RAW.word() : Bucket.QUARTER_HOUR.word();
    }
}
