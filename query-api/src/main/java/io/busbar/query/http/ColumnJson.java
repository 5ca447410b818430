package io.busbar.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.busbar.query.series.Aggregate;
import io.busbar.query.series.Column;
import io.busbar.query.series.SeriesBlock;
import io.busbar.query.series.SeriesSink.Head;
import io.busbar.query.series.Sources;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields that history has in every form of JSON. Stateless. */
final class ColumnJson {

    private ColumnJson() {}

    static void writeHead(JsonGenerator json, Head head) throws IOException {
        json.writeStringField("zone", head.zone().getId());
        json.writeStringField("bucket", head.bucket().word());
        String thinning = head.thinning();
        if (thinning != null) {
            json.writeStringField("downsampling", thinning);
        }
    }

    static void writeColumns(JsonGenerator json, List<Column> columns) throws IOException {
        writeColumns(json, columns, columns.stream().map(Column::name).toList());
    }

    /** @param names of the columns, for each one */
    static void writeColumns(JsonGenerator json, List<Column> columns, List<String> names) throws IOException {
        json.writeArrayFieldStart("columns");
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            json.writeStartObject();
            json.writeStringField("name", names.get(i));
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
        json.writeEndArray();
    }

    static void writeValue(JsonGenerator json, SeriesBlock block, int column, int row) throws IOException {
        String text = block.text(column, row);
        if (!block.has(column, row)) {
            json.writeNull();
        } else if (text != null) {
            json.writeString(text);
        } else {
            json.writeNumber(block.value(column, row));
        }
    }

    static void writeEnd(JsonGenerator json, BigDecimal coverage, @Nullable Instant completeUntil) throws IOException {
        json.writeFieldName("coverage");
        json.writeNumber(coverage.toPlainString());
        if (completeUntil == null) {
            json.writeNullField("completeUntil");
        } else {
            json.writeStringField("completeUntil", Times.text(completeUntil));
        }
    }

    static void writeSources(JsonGenerator json, Sources sources, boolean isLimited) throws IOException {
        json.writeStringField("source", sources.word());
        Instant rawFrom = sources.rawFrom();
        if (rawFrom != null) {
            json.writeStringField("rawFrom", Times.text(rawFrom));
        }
        json.writeBooleanField("limited", isLimited);
    }
}
