package io.busbar.query.series;

import io.busbar.query.access.Sql;
import io.busbar.query.series.Column.Store;
import io.busbar.query.series.DeviceHistory.Span;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The statements on the frozen buckets of one device. Rows are given only when they lie wholly inside a time during which the device is
 * visible: values of before and after cannot be told apart in them. A quarter counts where it begins. Confined to one transaction.
 */
final class FrozenTable {

    private static final String QUARTER_START =
            "greatest(f.time, date_trunc('day', f.time, 'UTC') + e.quarter * interval '15 minutes')";

    private final Connection connection;
    private final int device;
    private final Cancellation cancellation;

    FrozenTable(Connection connection, int device, Cancellation cancellation) {
        this.connection = connection;
        this.device = device;
        this.cancellation = cancellation;
    }

    /** Quarters of the columns' numbers, from the one that holds {@code from} or before. */
    FrozenCursor cursor(List<Column> columns, Span span, Instant from) throws SQLException {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).kept()) {
                places.put(columns.get(i).series().name(), i);
            }
        }
        Sql sql = Sql.of(
                        "SELECT time, until, series, quarter, count, min, max, last, last_ms, weighted, covered_ms"
                                + " FROM frozen_bucket f WHERE series = ANY (?::text[])",
                        (Object) places.keySet().toArray(String[]::new))
                .append(inside(span, from))
                .append(" ORDER BY time");
        return new FrozenCursor(
                connection, sql, places, columns.size(), span.asked().to().toEpochMilli(), cancellation);
    }

    /** Those of the columns with a value of their own in a quarter that begins in the range. */
    List<Column> withData(List<Column> columns, Span span) throws SQLException {
        String[] series = columns.stream()
                .filter(Column::kept)
                .map(column -> column.series().name())
                .toArray(String[]::new);
        Set<String> present = new HashSet<>(Sql.of(
                        "SELECT s FROM unnest(?::text[]) s WHERE EXISTS (SELECT 1 FROM frozen_bucket f"
                                + " CROSS JOIN LATERAL unnest(f.quarter, f.count) e (quarter, count)"
                                + " WHERE f.series = s AND e.count > 0",
                        (Object) series)
                .append(inside(span, span.asked().from()))
                .append(" AND " + QUARTER_START + " >= ?", span.asked().from())
                .append(" AND " + QUARTER_START + " < ?)", span.asked().to())
                .list(connection, row -> row.getString(1)));
        List<Column> found = new ArrayList<>();
        for (Column column : columns) {
            if (column.kept() && present.contains(column.series().name())) {
                found.add(column);
            }
        }
        return found;
    }

    /** The highest number of a frozen cell or temperature that the range may hold. */
    int longest(Store store, Span span) throws SQLException {
        return Sql.of(
                        "SELECT coalesce(max(substring(series FROM '\\d+')::int), 0) FROM frozen_bucket f"
                                + " WHERE series LIKE ?",
                        (store == Store.CELL ? Series.CELLS : Series.TEMPERATURES).replace("_", "\\_") + "%")
                .append(inside(span, span.asked().from()))
                .first(connection, row -> row.getInt(1))
                .orElseThrow();
    }

    private Sql inside(Span span, Instant from) {
        Instant day = Instant.ofEpochMilli(
                Math.floorDiv(from.toEpochMilli(), FrozenCursor.DAY_MILLIS) * FrozenCursor.DAY_MILLIS);
        Instant earliest = day.isBefore(span.owned().from()) ? span.owned().from() : day;
        return Sql.of(
                " AND f.device_id = ? AND f.time >= ? AND f.time < ? AND f.until <= ?",
                device,
                earliest,
                span.asked().to(),
                span.owned().to());
    }
}
