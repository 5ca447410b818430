package io.busbar.rollup;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Where buckets begin and end. A bucket holds its start and not its end, which is the start of the next. Days of every zone begin at a multiple
 * of five minutes (since 1980), not always at a full hour: they are put together from buckets of five minutes. Immutable.
 *
 * @param zone of the plant; matters to days only
 */
public record BucketGrid(BucketLevel level, ZoneId zone) implements BucketEdges {

    public static final BucketGrid FIVE_MINUTES = new BucketGrid(BucketLevel.FIVE_MINUTES, ZoneOffset.UTC);
    public static final BucketGrid HOURS = new BucketGrid(BucketLevel.ONE_HOUR, ZoneOffset.UTC);

    /** Days of a zone. */
    public static BucketGrid days(ZoneId zone) {
        return new BucketGrid(BucketLevel.ONE_DAY, zone);
    }

    @Override
    public long startMillis(long atMillis) {
        if (level == BucketLevel.ONE_DAY) {
            return midnightMillis(dateOf(atMillis));
        }
        return Math.floorDiv(atMillis, level.nominalMillis()) * level.nominalMillis();
    }

    @Override
    public long endMillis(long startMillis) {
        if (level == BucketLevel.ONE_DAY) {
            return midnightMillis(dateOf(startMillis).plusDays(1));
        }
        return startMillis + level.nominalMillis();
    }

    /**
     * The buckets that a sample may change when it comes late, is replaced or goes: its own, those into which a value holds, and those that
     * share with it the time between two samples.
     */
    public BucketRange touchedBy(long atMillis, Cadence cadence) {
        long last = startMillis(atMillis + cadence.gapCapMillis());
        return new BucketRange(startMillis(atMillis - cadence.gapCapMillis()), endMillis(last));
    }

    private LocalDate dateOf(long atMillis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(atMillis), zone);
    }

    /** The first moment of the date: where clocks go forward at midnight that is not 0 o'clock. */
    private long midnightMillis(LocalDate date) {
        return date.atStartOfDay(zone).toInstant().toEpochMilli();
    }
}
