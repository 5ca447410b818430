package io.busbar.query.series;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Hands rows and finished buckets to the sink, up to the limit, and has them counted. Confined to one thread. */
final class SeriesOutput {

    private final List<Column> columns;
    private final int limit;
    private final SeriesSink sink;
    private final SeriesTally tally;
    private final SeriesRow row;
    private int given;

    SeriesOutput(List<Column> columns, int limit, SeriesSink sink, SeriesTally tally) {
        this.columns = columns;
        this.limit = limit;
        this.sink = sink;
        this.tally = tally;
        this.row = new SeriesRow(columns.size());
    }

    boolean full() {
        return given >= limit;
    }

    boolean raw(SeriesRow raw) throws IOException {
        if (!full()) {
            for (int column = 0; column < raw.size(); column++) {
                tally.count(column, raw.has(column) ? 1 : 0, raw.timeMillis());
            }
            sink.row(raw);
            given++;
        }
        return !full();
    }

    /** @throws UncheckedIOException when the sink does not take it */
    void bucket(long startMillis, BucketSummary[] summaries) {
        row.begin(startMillis);
        boolean any = false;
        for (int column = 0; column < summaries.length; column++) {
            Aggregate aggregate = Objects.requireNonNull(columns.get(column).aggregate());
            if (summaries[column].has(aggregate)) {
                row.set(column, summaries[column].value(aggregate));
                any = true;
            }
        }
        if (!any || full()) {
            return;
        }
        for (int column = 0; column < summaries.length; column++) {
            tally.count(column, summaries[column].count(), summaries[column].lastAtMillis());
        }
        try {
            sink.row(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        given++;
    }
}
