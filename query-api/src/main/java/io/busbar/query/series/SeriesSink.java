package io.busbar.query.series;

import io.busbar.query.access.VisibleDevice;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer goes, some rows at a time: one implementation per media type. Called by one thread: begin, for each device begin, rows and end, and end.
 */
public interface SeriesSink extends AutoCloseable {

    /** What is known before the first row. */
    void begin(Head head) throws IOException;

    void beginSeries(SeriesOf series) throws IOException;

    /** Some rows of the series, at least one; the block is used again for the next ones. */
    void rows(SeriesBlock block) throws IOException;

    /**
     * @param coverage values of the column that has most, as a share of those that the upload interval lets expect between from and to or now,
     *     0 to 1
     * @param completeUntil time of the last value that was answered; null when there was none
     */
    void endSeries(BigDecimal coverage, @Nullable Instant completeUntil) throws IOException;

    /** @param isLimited whether the limit of rows ended the answer */
    void end(Sources sources, boolean isLimited) throws IOException;

    /** Gives back what it holds, also when the answer was broken off. */
    @Override
    default void close() {}

    /**
     * @param thinning how rows were thinned out; null when all are there
     * @param series of all devices, in the order in which they come
     */
    record Head(ZoneId zone, Bucket bucket, @Nullable String thinning, List<SeriesOf> series) {

        public Head {
            series = List.copyOf(series);
        }
    }

    /** A device and the columns that it is answered with. */
    record SeriesOf(VisibleDevice device, List<Column> columns) {}
}
