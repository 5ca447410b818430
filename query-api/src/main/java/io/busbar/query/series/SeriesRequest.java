package io.busbar.query.series;

import io.busbar.query.access.VisibleDevice;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question for one device's history. The device is proof that the asking person may see it, and says which points and times of it.
 * Immutable.
 *
 * @param points ids, letter codes, {@code cells}, {@code temperatures}; empty asks for everything visible that has data
 * @param from inclusive
 * @param to exclusive
 * @param bucket null chooses by how many rows there are
 * @param aggregate null takes the usual one of each point
 * @param limit of rows
 */
public record SeriesRequest(
        VisibleDevice device,
        List<String> points,
        Instant from,
        Instant to,
        @Nullable Bucket bucket,
        @Nullable Aggregate aggregate,
        ZoneId zone,
        int limit) {

    public SeriesRequest {
        points = List.copyOf(points);
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("range is empty: from=" + from + ", to=" + to);
        }
    }
}
