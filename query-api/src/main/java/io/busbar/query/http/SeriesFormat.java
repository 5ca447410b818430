package io.busbar.query.http;

import io.busbar.query.arrow.ArrowSeries;
import io.busbar.query.series.SeriesSink;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;

/** The media types that history is answered in; all of them carry the same rows. Immutable. */
public enum SeriesFormat {
    JSON(Answer.JSON, Answer.JSON) {
        @Override
        public SeriesSink sink(OutputStream out, boolean isOfOne) throws IOException {
            return new JsonSeries(out);
        }
    },
    CSV("text/csv", "text/csv; charset=utf-8; header=present") {
        @Override
        public SeriesSink sink(OutputStream out, boolean isOfOne) {
            return new CsvSeries(out, isOfOne);
        }
    },
    NDJSON("application/x-ndjson", "application/x-ndjson") {
        @Override
        public SeriesSink sink(OutputStream out, boolean isOfOne) throws IOException {
            return new NdjsonSeries(out);
        }
    },
    ARROW("application/vnd.apache.arrow.stream", "application/vnd.apache.arrow.stream") {
        @Override
        public SeriesSink sink(OutputStream out, boolean isOfOne) {
            return new ArrowSeries(out, isOfOne);
        }
    };

    private final String mediaType;
    private final String contentType;

    SeriesFormat(String mediaType, String contentType) {
        this.mediaType = mediaType;
        this.contentType = contentType;
    }

    /** @param isOfOne whether the question names one device, which then needs no column of its own */
    public abstract SeriesSink sink(OutputStream out, boolean isOfOne) throws IOException;

    String contentType() {
        return contentType;
    }

    /** How a file of this form ends. */
    String suffix() {
        return '.' + name().toLowerCase(Locale.ROOT);
    }

    /** @throws io.busbar.query.access.Refusal when the client accepts none of them */
    static SeriesFormat accepted(Call call) {
        String type = call.mediaType(
                Arrays.stream(values()).map(format -> format.mediaType).toArray(String[]::new));
        return Arrays.stream(values())
                .filter(format -> format.mediaType.equals(type))
                .findFirst()
                .orElseThrow();
    }
}
