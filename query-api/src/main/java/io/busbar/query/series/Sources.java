package io.busbar.query.series;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an answer was made of. Immutable.
 *
 * @param used {@link Bucket#RAW} for sample rows as they were received, {@link Bucket#QUARTER_HOUR} for frozen buckets of rows that were removed,
 *     the others for roll-ups
 * @param rawFrom there are no sample rows of every column before; null when there are, in the whole range
 */
public record Sources(Set<Bucket> used, @Nullable Instant rawFrom) {

    static final Sources NONE = new Sources(Set.of(), null);

    private static final List<Bucket> COARSE_FIRST =
            List.of(Bucket.ONE_DAY, Bucket.ONE_HOUR, Bucket.QUARTER_HOUR, Bucket.FIVE_MINUTES, Bucket.RAW);

    public Sources {
        used = Set.copyOf(used);
    }

    Sources plus(Sources other) {
        Set<Bucket> both = EnumSet.noneOf(Bucket.class);
        both.addAll(used);
        both.addAll(other.used);
        boolean isOthers = rawFrom == null || (other.rawFrom != null && other.rawFrom.isAfter(rawFrom));
        return new Sources(both, isOthers ? other.rawFrom : rawFrom);
    }

    /** {@code raw}, {@code 5m}, {@code 15m+raw} and so on, coarse first; {@code raw} also when nothing was read. */
    public String word() {
        return used.isEmpty()
                ? Bucket.RAW.word()
                : COARSE_FIRST.stream().filter(used::contains).map(Bucket::word).collect(Collectors.joining("+"));
    }
}
