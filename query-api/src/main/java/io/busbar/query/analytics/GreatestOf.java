package io.busbar.query.analytics;

import io.busbar.query.access.VisibleDevice;
import io.busbar.query.series.Column;
import io.busbar.query.series.SeriesRow;
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
    public void row(SeriesRow row) {
        SeriesOf of = Objects.requireNonNull(series, "begun");
        for (int i = 0; i < row.size(); i++) {
            Quantity known = values.get(of.device());
            if (row.has(i) && (known == null || row.value(i) > known.value())) {
                Column column = of.columns().get(i);
                values.put(of.device(), new Quantity(row.value(i), column.unit(), column.scale()));
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
