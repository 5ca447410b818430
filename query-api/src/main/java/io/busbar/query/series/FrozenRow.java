package io.busbar.query.series;

import java.util.StringJoiner;

/** A row of frozen_bucket in the making: the quarters of one series in one part of a day. Confined to one thread. */
final class FrozenRow {

    static final String COPY =
            "COPY frozen_bucket (device_id, time, until, series, quarter, count, min, max, last, last_ms,"
                    + " weighted, covered_ms) FROM STDIN";

    private static final String NOTHING = "NULL";

    private final long dayMillis;
    private final StringJoiner quarters = array();
    private final StringJoiner counts = array();
    private final StringJoiner min = array();
    private final StringJoiner max = array();
    private final StringJoiner last = array();
    private final StringJoiner lastMillis = array();
    private final StringJoiner weighted = array();
    private final StringJoiner coveredMillis = array();
    private boolean empty = true;

    FrozenRow(long dayMillis) {
        this.dayMillis = dayMillis;
    }

    /** Adds a quarter unless there is nothing of it. */
    void add(long startMillis, BucketSummary summary) {
        if (summary.isEmpty()) {
            return;
        }
        empty = false;
        boolean own = summary.count() > 0;
        quarters.add(Long.toString(Math.floorDiv(startMillis - dayMillis, FrozenCursor.QUARTER_MILLIS)));
        counts.add(Long.toString(summary.count()));
        min.add(own ? Long.toString(summary.min()) : NOTHING);
        max.add(own ? Long.toString(summary.max()) : NOTHING);
        last.add(own ? Long.toString(summary.last()) : NOTHING);
        lastMillis.add(own ? Long.toString(summary.lastAtMillis() - dayMillis) : NOTHING);
        weighted.add(summary.weighted().total().toString());
        coveredMillis.add(Long.toString(summary.weighted().weightMillis()));
    }

    /** Writes a line in the text format of COPY, unless there is nothing to write. */
    void writeTo(StringBuilder lines, int device, Tenures.Part part, String series) {
        if (empty) {
            return;
        }
        lines.append(device).append('\t').append(part.from()).append('\t').append(part.to());
        lines.append('\t').append(series);
        for (StringJoiner array :
                new StringJoiner[] {quarters, counts, min, max, last, lastMillis, weighted, coveredMillis}) {
            lines.append('\t').append(array);
        }
        lines.append('\n');
    }

    private static StringJoiner array() {
        return new StringJoiner(",", "{", "}");
    }
}
