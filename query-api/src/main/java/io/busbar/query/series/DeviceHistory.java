package io.busbar.query.series;

import io.busbar.query.access.VisibleDevice;
import io.busbar.query.access.VisibleDevice.Interval;
import io.busbar.query.series.Column.Store;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is there of a device in the range of a request: sample rows from the horizon of their table on, frozen buckets before it. Confined to
 * one transaction.
 */
final class DeviceHistory {

    private final SampleTables tables;
    private final FrozenTable frozen;
    private final Horizons horizons;
    private final List<Span> spans;
    private final Cancellation cancellation;

    /** A part of the asked range, and the time during which the device is visible that it lies in. Immutable. */
    record Span(Interval asked, Interval owned) {

        /** The part with what may still hold at its beginning. */
        Instant lookBack(long gapCapMillis) {
            Instant from = asked.from().minusMillis(gapCapMillis);
            return from.isBefore(owned.from()) ? owned.from() : from;
        }
    }

    private DeviceHistory(
            SampleTables tables, FrozenTable frozen, Horizons horizons, List<Span> spans, Cancellation cancellation) {
        this.tables = tables;
        this.frozen = frozen;
        this.horizons = horizons;
        this.spans = spans;
        this.cancellation = cancellation;
    }

    static DeviceHistory of(
            Connection connection,
            VisibleDevice device,
            SeriesRequest request,
            Horizons horizons,
            Cancellation cancellation) {
        return new DeviceHistory(
                new SampleTables(connection, device, horizons, cancellation),
                new FrozenTable(connection, device.key(), cancellation),
                horizons,
                visibleSpans(device, request),
                cancellation);
    }

    /** What is asked for, cut to when the device was visible. */
    List<Span> spans() {
        return spans;
    }

    /** In order of the given columns, those with data; of frozen data only when {@code withFrozen}. */
    List<Column> withData(List<Column> given, boolean withFrozen) throws SQLException {
        Set<Column> present = new LinkedHashSet<>();
        for (Span span : spans) {
            present.addAll(tables.withData(given, span.asked()));
            if (withFrozen && beginsBeforeHorizon(given, span.asked().from())) {
                present.addAll(frozen.withData(given, span));
            }
        }
        return given.stream().filter(present::contains).toList();
    }

    /** Whether rows of frames are removed that were of this moment or later. */
    boolean isRemovedAt(Instant moment) {
        return moment.isBefore(horizons.frames());
    }

    boolean hasFrozen(List<Column> columns) throws SQLException {
        for (Span span : spans) {
            if (beginsBeforeHorizon(columns, span.asked().from())
                    && !frozen.withData(columns, span).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** No cell or temperature of the range has a higher number. */
    int longest(Store store, boolean withFrozen) throws SQLException {
        int longest = 0;
        for (Span span : spans) {
            longest = Math.max(longest, tables.longest(store, span.asked()));
            if (withFrozen && span.asked().from().isBefore(horizons.frames())) {
                longest = Math.max(longest, frozen.longest(store, span));
            }
        }
        return longest;
    }

    /** How many rows a raw answer has, counted no further than a little beyond {@code limit}. */
    int countRows(List<Column> columns, int limit) throws SQLException {
        int rows = 0;
        for (Span span : spans) {
            rows += tables.countRows(columns, span.asked(), limit);
        }
        return rows;
    }

    /** What rows and frozen buckets of these columns an answer is made of. */
    Sources sources(List<Column> columns, Bucket bucket, Instant from) {
        Set<Bucket> used = EnumSet.noneOf(Bucket.class);
        boolean frozenToo = bucket.servedByFrozen()
                && spans.stream()
                        .anyMatch(span ->
                                beginsBeforeHorizon(columns, span.asked().from()));
        if (frozenToo) {
            used.add(Bucket.QUARTER_HOUR);
        }
        if (!frozenToo
                || spans.stream().anyMatch(span -> columns.stream().anyMatch(column -> horizons.of(column.store())
                        .isBefore(span.asked().to())))) {
            used.add(Bucket.RAW);
        }
        return new Sources(used, horizons.rowsFrom(columns, from));
    }

    /** The rows of all tables that have some of the columns. */
    MergedRows samples(List<Column> columns, Interval range) throws SQLException {
        return new MergedRows(tables.cursors(columns, range));
    }

    /** Null when no frozen bucket can matter. Narrow buckets need only what still holds when the rows begin. */
    @Nullable
    FrozenCursor frozen(List<Column> columns, Bucket bucket, Span span, long gapCapMillis) throws SQLException {
        Instant from = span.lookBack(gapCapMillis);
        if (!beginsBeforeHorizon(columns, from)) {
            return null;
        }
        if (!bucket.servedByFrozen()) {
            Instant earliestHorizon = columns.stream()
                    .map(column -> horizons.of(column.store()))
                    .filter(from::isBefore)
                    .min(Instant::compareTo)
                    .orElseThrow()
                    .minusMillis(gapCapMillis);
            from = earliestHorizon.isAfter(from) ? earliestHorizon : from;
        }
        return frozen.cursor(columns, span, from);
    }

    private boolean beginsBeforeHorizon(List<Column> columns, Instant from) {
        return columns.stream().anyMatch(column -> column.kept() && from.isBefore(horizons.of(column.store())));
    }

    void checkClient() throws IOException {
        cancellation.check();
    }

    private static List<Span> visibleSpans(VisibleDevice device, SeriesRequest request) {
        List<Span> spans = new ArrayList<>();
        for (Interval interval : device.intervals()) {
            Instant from = interval.from().isAfter(request.from()) ? interval.from() : request.from();
            Instant to = interval.to().isBefore(request.to()) ? interval.to() : request.to();
            if (from.isBefore(to)) {
                spans.add(new Span(new Interval(from, to), interval));
            }
        }
        return List.copyOf(spans);
    }
}
