package io.busbar.query.series;

import io.busbar.query.access.VisibleDevice;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question for the history of devices. Each of them is proof that the asking person may see it, and says which points and times of it.
 * Immutable.
 *
 * @param points empty asks for everything visible that has data
 * @param from inclusive
 * @param to exclusive
 * @param bucket null chooses by how much there is
 * @param aggregate of points that name none; null takes the usual one of each
 * @param slots null answers every row; else rows are thinned out, of each of so many parts of the range the extremes are kept
 * @param limit of rows, of all devices together
 */
public record SeriesRequest(
        List<VisibleDevice> devices,
        List<PointChoice> points,
        Instant from,
        Instant to,
        @Nullable Bucket bucket,
        @Nullable Aggregate aggregate,
        ZoneId zone,
        @Nullable Integer slots,
        int limit) {

    public SeriesRequest {
        devices = List.copyOf(devices);
        points = List.copyOf(points);
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("range is empty: from=" + from + ", to=" + to);
        }
    }

    boolean asksEverything() {
        return points.isEmpty();
    }

    boolean names(String word) {
        return points.stream().anyMatch(choice -> choice.word().equals(word));
    }

    @Nullable
    Aggregate aggregate(PointChoice choice) {
        return choice.aggregate() == null ? aggregate : choice.aggregate();
    }

    long rangeMillis() {
        return to.toEpochMilli() - from.toEpochMilli();
    }
}
