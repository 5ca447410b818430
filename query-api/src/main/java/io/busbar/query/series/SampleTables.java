package io.busbar.query.series;

import io.busbar.query.access.Sql;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.access.VisibleDevice.Interval;
import io.busbar.query.series.Column.Store;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The statements on the sample tables. Rows before the horizon of their table are left out, whether they are removed already or came late. So are those
 * in which no column of the answer has a value, where rows are counted, and most of them where they are read: who reads leaves out the rest, so that
 * hidden points do not show by the rows they cause.
 * Confined to one transaction.
 */
final class SampleTables {

    private final Connection connection;
    private final VisibleDevice device;
    private final Horizons horizons;
    private final Cancellation cancellation;
    private final List<FrameTable> tables;

    SampleTables(Connection connection, VisibleDevice device, Horizons horizons, Cancellation cancellation) {
        this.connection = connection;
        this.device = device;
        this.horizons = horizons;
        this.cancellation = cancellation;
        this.tables = List.of(FrameTable.of(device.type()), FrameTable.POINT_SAMPLE);
    }

    /** One cursor per table that holds columns of the answer. */
    List<RowCursor> cursors(List<Column> columns, Interval range) throws SQLException {
        List<RowCursor> cursors = new ArrayList<>();
        for (FrameTable table : tables) {
            int[] held = IntStream.range(0, columns.size())
                    .filter(i -> table.holds(columns.get(i)))
                    .toArray();
            if (held.length > 0) {
                List<Column> read = Arrays.stream(held).mapToObj(columns::get).toList();
                FrameReading reading = reading(read, held);
                Interval cut = horizons.cut(range, read.get(0).store());
                cursors.add(new SampleCursor(
                        connection,
                        table.selectLikely(reading, device.key(), cut.from(), cut.to()),
                        reading::fill,
                        cancellation));
            }
        }
        if (columns.stream().anyMatch(Column::text)) {
            cursors.add(new SampleCursor(
                    connection,
                    textRows(textPoints(columns), horizons.cut(range, Store.TEXT)),
                    (from, to) -> to.set(textPosition(columns, from.getInt(2)), from.getString(3)),
                    cancellation));
        }
        return cursors;
    }

    /** How many different times the busiest table has for these columns, counted no further than {@code limit}; texts are few. */
    int countRows(List<Column> columns, Interval range, int limit) throws SQLException {
        int most = 0;
        for (FrameTable table : tables) {
            List<Column> held = columns.stream().filter(table::holds).toList();
            if (!held.isEmpty()) {
                most = Math.max(
                        most,
                        Sql.of("SELECT count(*) FROM (")
                                .append(frames(table, held, range))
                                .append(" LIMIT ?) counted", limit)
                                .first(connection, row -> row.getInt(1))
                                .orElseThrow());
            }
        }
        return most;
    }

    /** Those of the columns that have a value somewhere in the range. */
    List<Column> withData(List<Column> columns, Interval range) throws SQLException {
        Interval numbersRange = horizons.cut(range, Store.NUMBER);
        Set<Integer> numbers = columns.stream().anyMatch(FrameTable.POINT_SAMPLE::holds)
                ? FrameTable.points(connection, device.key(), numbersRange.from(), numbersRange.to())
                : Set.of();
        Set<Integer> texts = presentTexts(textPoints(columns), horizons.cut(range, Store.TEXT));
        List<Column> present = new ArrayList<>();
        for (Column column : columns) {
            boolean has =
                    switch (column.store()) {
                        case NUMBER -> numbers.contains(column.point());
                        case TEXT -> texts.contains(column.point());
                        case ENERGY -> false;
                        case FRAME, CELL, TEMPERATURE ->
                            frames(FrameTable.of(device.type()), List.of(column), range)
                                    .append(" LIMIT 1")
                                    .exists(connection);
                    };
            if (has) {
                present.add(column);
            }
        }
        return present;
    }

    /** No cell, or no temperature, in the range has a higher number. */
    int longest(Store store, Interval range) throws SQLException {
        String list = store == Store.CELL ? "cells" : "temperatures";
        return FrameTable.of(device.type()) == FrameTable.PACK_SAMPLE
                ? FrameTable.longest(
                        connection,
                        list,
                        device.key(),
                        horizons.cut(range, store).from(),
                        range.to())
                : 0;
    }

    /** Rows that have a value in one of the columns, which the table holds. */
    private Sql frames(FrameTable table, List<Column> held, Interval range) {
        FrameReading reading = reading(held, IntStream.range(0, held.size()).toArray());
        Interval cut = horizons.cut(range, held.get(0).store());
        return table.selectWithValue(reading, device.key(), cut.from(), cut.to());
    }

    private static FrameReading reading(List<Column> held, int[] places) {
        return new FrameReading(held.stream().map(Column::series).toList(), places);
    }

    /** One branch per point, so that the primary key gives each in order of time and the database merges instead of sorting. */
    private Sql textRows(Integer[] points, Interval range) {
        Sql sql = Sql.of("");
        for (int i = 0; i < points.length; i++) {
            sql.append(i == 0 ? "" : " UNION ALL ")
                    .append(
                            "SELECT " + SampleCursor.TIME_MILLIS
                                    + ", point_id, value, time FROM point_text WHERE device_id = ?",
                            device.key())
                    .append(" AND point_id = ? AND time >= ? AND time < ?", points[i], range.from(), range.to());
        }
        return sql.append(" ORDER BY time");
    }

    private Set<Integer> presentTexts(Integer[] points, Interval range) throws SQLException {
        return new HashSet<>(Sql.of(
                        "SELECT p FROM unnest(?::int[]) p WHERE EXISTS (SELECT 1 FROM point_text"
                                + " WHERE device_id = ? AND point_id = p AND time >= ? AND time < ?)",
                        points,
                        device.key(),
                        range.from(),
                        range.to())
                .list(connection, row -> row.getInt(1)));
    }

    private static Integer[] textPoints(List<Column> columns) {
        return columns.stream().filter(Column::text).map(Column::point).toArray(Integer[]::new);
    }

    private static int textPosition(List<Column> columns, int point) {
        for (int i = 0; i < columns.size(); i++) {
            Integer id = columns.get(i).point();
            if (columns.get(i).text() && id != null && id == point) {
                return i;
            }
        }
        throw new IllegalStateException("row of a point that was not asked for: " + point);
    }
}
