package io.busbar.query.series;

import io.busbar.rollup.BucketEdges;
import java.time.Duration;
import java.time.ZoneId;

/** The buckets of an answer inside a stretch, cut at its ends; what lies around is one bucket before and one after. Immutable. */
record ClippedEdges(Bucket bucket, ZoneId zone, long fromMillis, long toMillis) implements BucketEdges {

    /** Beyond every gap cap. */
    private static final long AROUND_MILLIS = Duration.ofDays(4).toMillis();

    @Override
    public long startMillis(long atMillis) {
        if (atMillis < fromMillis) {
            return fromMillis - AROUND_MILLIS;
        }
        return atMillis >= toMillis ? toMillis : Math.max(fromMillis, bucket.startMillis(atMillis, zone));
    }

    @Override
    public long endMillis(long startMillis) {
        if (startMillis < fromMillis) {
            return fromMillis;
        }
        return startMillis >= toMillis
                ? toMillis + AROUND_MILLIS
                : Math.min(toMillis, bucket.endMillis(bucket.startMillis(startMillis, zone), zone));
    }
}
