package io.busbar.query.analytics;

import io.busbar.query.access.VisibleDevice;
import io.busbar.query.series.Column;
import io.busbar.query.series.SeriesBlock;
import io.busbar.query.series.SeriesSink;
import io.busbar.query.series.Sources;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps of every device the greatest value of an answer. Confined to one thread. */
final class GreatestOf implements SeriesSink {

    private final Map<VisibleDevice, Quantity> values = new LinkedHashMap<>();
    private @Nullable SeriesOf series;

    Map<VisibleDevice, Quantity> values() {
        return values;
    }

    @Override
    public void begin(Head head) {
        // nothing to say
    }

    @Override
    public void beginSeries(SeriesOf begun) {
        series = begun;
    }

    @Override
    public void rows(SeriesBlock block) {
        SeriesOf of = Objects.requireNonNull(series, "begun");
        for (int row = 0; row < block.rows(); row++) {
            for (int i = 0; i < block.columns(); i++) {
                Quantity known = values.get(of.device());
                if (block.has(i, row) && (known == null || block.value(i, row) > known.value())) {
                    Column column = of.columns().get(i);
                    values.put(of.device(), new Quantity(block.value(i, row), column.unit(), column.scale()));
                }
            }
        }
    }

    @Override
    public void endSeries(BigDecimal coverage, @Nullable Instant completeUntil) {
        // nothing to say
    }

    @Override
    public void end(Sources sources, boolean isLimited) {
        // nothing to say
    }
}
