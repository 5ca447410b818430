package io.busbar.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.busbar.query.series.Column;
import io.busbar.query.series.SeriesRow;
import io.busbar.query.series.SeriesSink;
import io.busbar.query.series.Sources;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** History as JSON: integers at each column's scale, texts as they are. Confined to one thread. */
final class JsonSeries implements SeriesSink {

    private final JsonGenerator json;
    private final RowTimes times = new RowTimes();
    private List<Column> columns = List.of();

    JsonSeries(OutputStream out) throws IOException {
        json = Json.factory().createGenerator(out);
    }

    @Override
    public void begin(Head head) throws IOException {
        json.writeStartObject();
        ColumnJson.writeHead(json, head);
        json.writeArrayFieldStart("series");
    }

    @Override
    public void beginSeries(SeriesOf series) throws IOException {
        columns = series.columns();
        json.writeStartObject();
        json.writeStringField("device", series.device().serialNumber());
        ColumnJson.writeColumns(json, columns);
        json.writeArrayFieldStart("rows");
    }

    @Override
    public void row(SeriesRow row) throws IOException {
        json.writeStartArray();
        json.writeString(times.text(row.timeMillis()));
        for (int i = 0; i < columns.size(); i++) {
            ColumnJson.writeValue(json, row, i);
        }
        json.writeEndArray();
    }

    @Override
    public void endSeries(BigDecimal coverage, @Nullable Instant completeUntil) throws IOException {
        json.writeEndArray();
        ColumnJson.writeEnd(json, coverage, completeUntil);
        json.writeEndObject();
    }

    @Override
    public void end(Sources sources, boolean isLimited) throws IOException {
        json.writeEndArray();
        ColumnJson.writeSources(json, sources, isLimited);
        json.writeEndObject();
        json.close();
    }
}
