package io.busbar.query.series;

import io.busbar.rollup.BucketLevel;
import java.time.ZoneId;
import java.util.List;

/** Which levels of roll-ups a bucket can be put together from. Stateless. */
final class RolledLevels {

    private static final long HOUR_MILLIS = 3_600_000;

    private RolledLevels() {}

    /** The widest first; days only where those of the roll-ups are the same as those of the answer. */
    static List<BucketLevel> of(SeriesRequest request, Bucket bucket, String zoneOfRollups) {
        return switch (bucket) {
            case RAW -> List.of();
            case FIVE_MINUTES, QUARTER_HOUR -> List.of(BucketLevel.FIVE_MINUTES);
            case ONE_HOUR -> List.of(BucketLevel.ONE_HOUR, BucketLevel.FIVE_MINUTES);
            case ONE_DAY -> {
                boolean days = request.zone().equals(ZoneId.of(zoneOfRollups));
                boolean hours = beginAtFullHours(request);
                if (days && hours) {
                    yield List.of(BucketLevel.ONE_DAY, BucketLevel.ONE_HOUR, BucketLevel.FIVE_MINUTES);
                }
                if (days) {
                    yield List.of(BucketLevel.ONE_DAY, BucketLevel.FIVE_MINUTES);
                }
                yield hours
                        ? List.of(BucketLevel.ONE_HOUR, BucketLevel.FIVE_MINUTES)
                        : List.of(BucketLevel.FIVE_MINUTES);
            }
        };
    }

    /** Whether every day of the range begins at a full hour of UTC, clocks that change by half an hour considered. */
    private static boolean beginAtFullHours(SeriesRequest request) {
        long to = request.to().toEpochMilli();
        long start = Bucket.ONE_DAY.startMillis(request.from().toEpochMilli(), request.zone());
        while (start < to) {
            if (Math.floorMod(start, HOUR_MILLIS) != 0) {
                return false;
            }
            start = Bucket.ONE_DAY.endMillis(start, request.zone());
        }
        return Math.floorMod(start, HOUR_MILLIS) == 0;
    }
}
