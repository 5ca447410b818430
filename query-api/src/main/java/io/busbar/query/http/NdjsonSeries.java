package io.busbar.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.busbar.query.series.SeriesBlock;
import io.busbar.query.series.SeriesSink;
import io.busbar.query.series.SeriesTable;
import io.busbar.query.series.Sources;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * History as a line of JSON a row: {@code {"device","time","values":{NAME: integer}}}. Before the rows of a device a line with its columns, after
 * them one with coverage; the last line of all says what the answer was made of, and without it something is missing. Confined to one thread.
 */
final class NdjsonSeries implements SeriesSink {

    private final RowTimes times = new RowTimes();
    private final JsonGenerator json;
    private @Nullable Head head;
    private List<String> names = List.of();
    private String device = "";

    NdjsonSeries(OutputStream out) throws IOException {
        json = Json.factory().createGenerator(out);
        json.setRootValueSeparator(null);
    }

    @Override
    public void begin(Head begun) {
        head = begun;
    }

    @Override
    public void beginSeries(SeriesOf series) throws IOException {
        device = series.device().serialNumber();
        names = SeriesTable.of(List.of(series)).columns().stream()
                .map(SeriesTable.TableColumn::name)
                .toList();
        begin();
        if (head != null) {
            ColumnJson.writeHead(json, head);
        }
        ColumnJson.writeColumns(json, series.columns(), names);
        endLine();
    }

    @Override
    public void rows(SeriesBlock block) throws IOException {
        for (int row = 0; row < block.rows(); row++) {
            begin();
            json.writeStringField("time", times.text(block.timeMillis(row)));
            json.writeObjectFieldStart("values");
            for (int i = 0; i < names.size(); i++) {
                json.writeFieldName(names.get(i));
                ColumnJson.writeValue(json, block, i, row);
            }
            json.writeEndObject();
            endLine();
        }
    }

    @Override
    public void endSeries(BigDecimal coverage, @Nullable Instant completeUntil) throws IOException {
        begin();
        ColumnJson.writeEnd(json, coverage, completeUntil);
        endLine();
    }

    @Override
    public void end(Sources sources, boolean isLimited) throws IOException {
        json.writeStartObject();
        ColumnJson.writeSources(json, sources, isLimited);
        endLine();
        json.close();
    }

    private void begin() throws IOException {
        json.writeStartObject();
        json.writeStringField("device", device);
    }

    private void endLine() throws IOException {
        json.writeEndObject();
        json.writeRaw('\n');
    }
}
