package io.busbar.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.busbar.query.series.SeriesBlock;
import io.busbar.query.series.SeriesSink;
import io.busbar.query.series.Sources;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** History as JSON: integers at each column's scale, texts as they are. Confined to one thread. */
final class JsonSeries implements SeriesSink {

    private final JsonGenerator json;
    private final JsonRows rows;

    JsonSeries(OutputStream out) throws IOException {
        json = Json.factory().createGenerator(out);
        rows = new JsonRows(out);
    }

    @Override
    public void begin(Head head) throws IOException {
        json.writeStartObject();
        ColumnJson.writeHead(json, head);
        json.writeArrayFieldStart("series");
    }

    @Override
    public void beginSeries(SeriesOf series) throws IOException {
        json.writeStartObject();
        json.writeStringField("device", series.device().serialNumber());
        ColumnJson.writeColumns(json, series.columns());
        json.writeArrayFieldStart("rows");
        json.flush(); // rows go past it
        rows.begin();
    }

    @Override
    public void rows(SeriesBlock block) throws IOException {
        rows.write(block);
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
