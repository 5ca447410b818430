package io.busbar.query.export;

import io.busbar.query.series.SeriesBlock;
import io.busbar.query.series.SeriesSink;
import io.busbar.query.series.Sources;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Passes an answer on and tells how far it is. Confined to one thread. */
final class ProgressSink implements SeriesSink {

    private final SeriesSink sink;
    private final Export export;
    private int devices;
    private long rows;

    ProgressSink(SeriesSink sink, Export export) {
        this.sink = sink;
        this.export = export;
    }

    @Override
    public void begin(Head head) throws IOException {
        sink.begin(head);
    }

    @Override
    public void beginSeries(SeriesOf series) throws IOException {
        sink.beginSeries(series);
    }

    @Override
    public void rows(SeriesBlock block) throws IOException {
        sink.rows(block);
        rows += block.rows();
        export.progress(devices, rows);
    }

    @Override
    public void endSeries(BigDecimal coverage, @Nullable Instant completeUntil) throws IOException {
        sink.endSeries(coverage, completeUntil);
        export.progress(++devices, rows);
    }

    @Override
    public void end(Sources sources, boolean isLimited) throws IOException {
        sink.end(sources, isLimited);
    }

    @Override
    public void close() {
        sink.close();
    }
}
