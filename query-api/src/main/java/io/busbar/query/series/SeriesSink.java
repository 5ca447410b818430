package io.busbar.query.series;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an answer goes row by row: one implementation per media type. Called by one thread: begin, rows, end. */
public interface SeriesSink {

    void begin(SeriesRequest request, Bucket bucket, Sources sources, List<Column> columns) throws IOException;

    /** The row is used again for the next one. */
    void row(SeriesRow row) throws IOException;

    /**
     * @param coverage values of the column that has most, as a share of those that the upload interval lets expect between from and to or now,
     *     0 to 1
     * @param completeUntil time of the last value that was answered; null when there was none
     */
    void end(BigDecimal coverage, @Nullable Instant completeUntil) throws IOException;
}
