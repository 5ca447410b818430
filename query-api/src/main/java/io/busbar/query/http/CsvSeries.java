package io.busbar.query.http;

import io.busbar.query.series.Column;
import io.busbar.query.series.SeriesBlock;
import io.busbar.query.series.SeriesSink;
import io.busbar.query.series.SeriesTable;
import io.busbar.query.series.SeriesTable.TableColumn;
import io.busbar.query.series.Sources;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * History as CSV (RFC 4180, line feeds): values as exact decimals in their unit, cells in mV, empty for none; several devices have a column that
 * says whose a row is. Confined to one thread.
 */
final class CsvSeries implements SeriesSink {

    private final RowTimes times = new RowTimes();
    private final OutputStream out;
    private final boolean isOfOne;
    private final StringBuilder line = new StringBuilder(256);
    private SeriesTable table = SeriesTable.of(List.of());
    private int[] places = new int[0];
    private String device = "";

    CsvSeries(OutputStream out, boolean isOfOne) {
        this.out = out;
        this.isOfOne = isOfOne;
    }

    @Override
    public void begin(Head head) throws IOException {
        table = SeriesTable.of(head.series());
        line.append(isOfOne ? "time" : "device,time");
        for (TableColumn column : table.columns()) {
            line.append(',');
            appendText(column.name());
        }
        endLine();
    }

    @Override
    public void beginSeries(SeriesOf series) {
        device = series.device().serialNumber();
        places = table.places(series.columns());
    }

    @Override
    public void rows(SeriesBlock block) throws IOException {
        for (int row = 0; row < block.rows(); row++) {
            if (!isOfOne) {
                appendText(device);
                line.append(',');
            }
            line.append(times.text(block.timeMillis(row)));
            for (int i = 0; i < places.length; i++) {
                line.append(',');
                int place = places[i];
                if (place >= 0 && block.has(place, row)) {
                    appendValue(block, place, row, table.columns().get(i).column());
                }
            }
            endLine();
        }
    }

    private void appendValue(SeriesBlock block, int place, int row, Column column) {
        String text = block.text(place, row);
        if (text == null) {
            appendDecimal(block.value(place, row), column.scale());
        } else {
            appendText(text);
        }
    }

    @Override
    public void endSeries(BigDecimal coverage, @Nullable Instant completeUntil) {
        // a table has no place for them
    }

    @Override
    public void end(Sources sources, boolean isLimited) {
        // nor for these
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
