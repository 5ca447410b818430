package io.busbar.benchmarks.encode;

import io.busbar.query.series.SeriesBlock;
import io.busbar.query.series.SeriesSink;
import io.busbar.query.series.Sources;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An answer as the executor gives it, kept in memory, to be given to encoders again and again. Confined to one thread. */
public final class RecordedAnswer implements SeriesSink {

    private final List<Recorded> series = new ArrayList<>();
    private @Nullable Head head;
    private @Nullable Sources sources;
    private boolean isLimited;
    private long values;

    private static final class Recorded {
        private final SeriesOf of;
        private final List<SeriesBlock> blocks = new ArrayList<>();
        private BigDecimal coverage = BigDecimal.ZERO;
        private @Nullable Instant completeUntil;

        Recorded(SeriesOf of) {
            this.of = of;
        }
    }

    @Override
    public void begin(Head first) {
        head = first;
    }

    @Override
    public void beginSeries(SeriesOf of) {
        series.add(new Recorded(of));
    }

    @Override
    public void rows(SeriesBlock block) {
        last().blocks.add(block.copy());
        for (int column = 0; column < block.columns(); column++) {
            for (int row = 0; row < block.rows(); row++) {
                values += block.has(column, row) ? 1 : 0;
            }
        }
    }

    @Override
    public void endSeries(BigDecimal coverage, @Nullable Instant completeUntil) {
        last().coverage = coverage;
        last().completeUntil = completeUntil;
    }

    @Override
    public void end(Sources of, boolean limited) {
        sources = of;
        isLimited = limited;
    }

    /** How many values it holds, times not counted. */
    public long values() {
        return values;
    }

    /** Gives all of it to a sink. */
    public void replay(SeriesSink sink) throws IOException {
        sink.begin(Objects.requireNonNull(head, "nothing recorded"));
        for (Recorded each : series) {
            sink.beginSeries(each.of);
            for (SeriesBlock block : each.blocks) {
                sink.rows(block);
            }
            sink.endSeries(each.coverage, each.completeUntil);
        }
        sink.end(Objects.requireNonNull(sources, "not recorded to its end"), isLimited);
    }

    private Recorded last() {
        return series.get(series.size() - 1);
    }
}
