package io.busbar.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.busbar.query.series.Aggregate;
import io.busbar.query.series.Bucket;
import io.busbar.query.series.Column;
import io.busbar.query.series.SeriesRequest;
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
    private List<Column> columns = List.of();

    JsonSeries(OutputStream out) throws IOException {
        json = Json.factory().createGenerator(out);
    }

    @Override
    public void begin(SeriesRequest request, Bucket bucket, Sources sources, List<Column> answered) throws IOException {
        columns = answered;
        json.writeStartObject();
        json.writeStringField("zone", request.zone().getId());
        json.writeStringField("bucket", bucket.word());
        json.writeStringField("source", sources.word());
        Instant rawFrom = sources.rawFrom();
        if (rawFrom != null) {
            json.writeStringField("rawFrom", Times.text(rawFrom));
        }
        json.writeArrayFieldStart("series");
        json.writeStartObject();
        json.writeStringField("device", request.device().serialNumber());
        json.writeArrayFieldStart("columns");
        for (Column column : columns) {
            writeColumn(column);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("rows");
    }

    @Override
    public void row(SeriesRow row) throws IOException {
        json.writeStartArray();
        json.writeString(Times.text(row.timeMillis()));
        for (int i = 0; i < columns.size(); i++) {
            if (!row.has(i)) {
                json.writeNull();
            } else if (columns.get(i).text()) {
                json.writeString(row.text(i));
            } else {
                json.writeNumber(row.value(i));
            }
        }
        json.writeEndArray();
    }

    @Override
    public void end(BigDecimal coverage, @Nullable Instant completeUntil) throws IOException {
        json.writeEndArray();
        json.writeFieldName("coverage");
        json.writeNumber(coverage.toPlainString());
        if (completeUntil == null) {
            json.writeNullField("completeUntil");
        } else {
            json.writeStringField("completeUntil", Times.text(completeUntil));
        }
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        json.close();
    }

    private void writeColumn(Column column) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", column.name());
        Integer point = column.point();
        if (point == null) {
            json.writeNullField("point");
        } else {
            json.writeNumberField("point", point);
        }
        json.writeStringField("unit", column.unit());
        json.writeNumberField("scale", column.scale());
        Aggregate aggregate = column.aggregate();
        if (aggregate == null) {
            json.writeNullField("aggregate");
        } else {
            json.writeStringField("aggregate", aggregate.word());
        }
        json.writeEndObject();
    }
}
