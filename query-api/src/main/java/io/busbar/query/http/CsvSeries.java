package io.busbar.query.http;

import io.busbar.query.series.Bucket;
import io.busbar.query.series.Column;
import io.busbar.query.series.SeriesRequest;
import io.busbar.query.series.SeriesRow;
import io.busbar.query.series.SeriesSink;
import io.busbar.query.series.Sources;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** History as CSV (RFC 4180, line feeds): values as exact decimals in their unit, cells in mV, empty for none. Confined to one thread. */
final class CsvSeries implements SeriesSink {

    private final OutputStream out;
    private final StringBuilder line = new StringBuilder(256);
    private List<Column> columns = List.of();

    CsvSeries(OutputStream out) {
        this.out = out;
    }

    @Override
    public void begin(SeriesRequest request, Bucket bucket, Sources sources, List<Column> answered) throws IOException {
        columns = answered;
        line.append("time");
        for (Column column : columns) {
            line.append(',');
            appendText(column.name());
        }
        endLine();
    }

    @Override
    public void row(SeriesRow row) throws IOException {
        line.append(Times.text(row.timeMillis()));
        for (int i = 0; i < columns.size(); i++) {
            line.append(',');
            if (row.has(i)) {
                String text = row.text(i);
                if (text == null) {
                    appendDecimal(row.value(i), columns.get(i).scale());
                } else {
                    appendText(text);
                }
            }
        }
        endLine();
    }

    @Override
    public void end(BigDecimal coverage, @Nullable Instant completeUntil) {
        // a table has no place for them
    }

    /** All digits of the scale, never an exponent: 3318 at scale 3 is 3.318. */
    private void appendDecimal(long value, int scale) {
        line.append(
                scale == 0
                        ? Long.toString(value)
                        : BigDecimal.valueOf(value, scale).toPlainString());
    }

    private void appendText(String text) {
        boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        line.append(quoted ? '"' + text.replace("\"", "\"\"") + '"' : text);
    }

    private void endLine() throws IOException {
        line.append('\n');
        out.write(line.toString().getBytes(StandardCharsets.UTF_8));
        line.setLength(0);
    }
}
