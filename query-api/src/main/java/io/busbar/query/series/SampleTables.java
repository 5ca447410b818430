package io.busbar.query.series;

import io.busbar.measure.Category;
import io.busbar.query.access.Sql;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.access.VisibleDevice.Interval;
import io.busbar.query.series.Column.Store;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The statements on the sample tables. Rows in which no column of the answer has a value are left out by the database, so that hidden
 * points do not show by the rows they cause; so are rows before the horizon of their table, whether they are removed already or came late.
 * Confined to one transaction.
 */
final class SampleTables {

    private final Connection connection;
    private final VisibleDevice device;
    private final Horizons horizons;
    private final Cancellation cancellation;

    SampleTables(Connection connection, VisibleDevice device, Horizons horizons, Cancellation cancellation) {
        this.connection = connection;
        this.device = device;
        this.horizons = horizons;
        this.cancellation = cancellation;
    }

    /** One cursor per table that holds columns of the answer. */
    List<SampleCursor> cursors(List<Column> columns, Interval range) throws SQLException {
        List<SampleCursor> cursors = new ArrayList<>();
        if (columns.stream().anyMatch(Column::inFrameTable)) {
            cursors.add(new SampleCursor(connection, frames(columns, range), frameFiller(columns), cancellation));
        }
        if (columns.stream().anyMatch(column -> column.store() == Store.NUMBER)) {
            Sql sql = pointRows("point_sample", points(columns, Store.NUMBER), horizons.cut(range, Store.NUMBER));
            cursors.add(new SampleCursor(
                    connection,
                    sql,
                    (from, to) -> to.set(position(columns, Store.NUMBER, from.getInt(2)), from.getLong(3)),
                    cancellation));
        }
        if (columns.stream().anyMatch(Column::text)) {
            Sql sql = pointRows("point_text", points(columns, Store.TEXT), horizons.cut(range, Store.TEXT));
            cursors.add(new SampleCursor(
                    connection,
                    sql,
                    (from, to) -> to.set(position(columns, Store.TEXT, from.getInt(2)), from.getString(3)),
                    cancellation));
        }
        return cursors;
    }

    /** How many different times the busiest table has for these columns, counted no further than {@code limit}. */
    int countRows(List<Column> columns, Interval range, int limit) throws SQLException {
        List<Sql> counted = new ArrayList<>();
        if (columns.stream().anyMatch(Column::inFrameTable)) {
            counted.add(frames(columns, range));
        } else {
            for (Column column : columns) {
                if (column.store() == Store.NUMBER) {
                    Interval cut = horizons.cut(range, Store.NUMBER);
                    counted.add(pointRows("point_sample", new Integer[] {column.point()}, cut));
                }
            }
        }
        int most = 0;
        for (Sql sql : counted) {
            most = Math.max(
                    most,
                    Sql.of("SELECT count(*) FROM (")
                            .append(sql)
                            .append(" LIMIT ?) counted", limit)
                            .first(connection, row -> row.getInt(1))
                            .orElseThrow());
        }
        return most;
    }

    /** Those of the columns that have a value somewhere in the range. */
    List<Column> withData(List<Column> columns, Interval range) throws SQLException {
        Set<Integer> numbers = presentPoints("point_sample", columns, Store.NUMBER, horizons.cut(range, Store.NUMBER));
        Set<Integer> texts = presentPoints("point_text", columns, Store.TEXT, horizons.cut(range, Store.TEXT));
        List<Column> present = new ArrayList<>();
        for (Column column : columns) {
            boolean has =
                    switch (column.store()) {
                        case NUMBER -> numbers.contains(column.point());
                        case TEXT -> texts.contains(column.point());
                        case FRAME, CELL, TEMPERATURE ->
                            frames(List.of(column), range).append(" LIMIT 1").exists(connection);
                    };
            if (has) {
                present.add(column);
            }
        }
        return present;
    }

    /** The length of the longest array in the range: no cell or temperature has a higher number. */
    int longest(String array, Interval range) throws SQLException {
        return device.type().category() != Category.BATTERIES
                ? 0
                : Sql.of(
                                "SELECT coalesce(max(cardinality(" + array + ")), 0) FROM pack_sample WHERE pack_id = ?"
                                        + " AND time >= ? AND time < ?",
                                device.key(),
                                horizons.cut(range, Store.FRAME).from(),
                                range.to())
                        .first(connection, row -> row.getInt(1))
                        .orElseThrow();
    }

    private Sql frames(List<Column> columns, Interval range) {
        List<String> expressions = columns.stream()
                .filter(Column::inFrameTable)
                .map(Column::frameExpression)
                .toList();
        boolean pack = device.type().category() == Category.BATTERIES;
        return Sql.of("SELECT time, " + String.join(", ", selected(columns)))
                .append(
                        pack ? " FROM pack_sample WHERE pack_id = ?" : " FROM bms_sample WHERE bms_id = ?",
                        device.key())
                .append(
                        " AND time >= ? AND time < ?",
                        horizons.cut(range, Store.FRAME).from(),
                        range.to())
                .append(" AND (" + String.join(" IS NOT NULL OR ", expressions) + " IS NOT NULL) ORDER BY time");
    }

    /** Each scalar column, and each array once. */
    private static List<String> selected(List<Column> columns) {
        return columns.stream()
                .filter(Column::inFrameTable)
                .map(Column::sqlColumn)
                .distinct()
                .toList();
    }

    private static SampleCursor.Filler frameFiller(List<Column> columns) {
        List<String> selected = selected(columns);
        return (from, to) -> {
            Short[] cells = array(from, selected.indexOf("cell_mv"));
            Short[] temperatures = array(from, selected.indexOf("temp_cc"));
            for (int i = 0; i < columns.size(); i++) {
                Column column = columns.get(i);
                switch (column.store()) {
                    case CELL -> element(cells, column.index(), to, i);
                    case TEMPERATURE -> element(temperatures, column.index(), to, i);
                    case FRAME -> {
                        long value = from.getLong(selected.indexOf(column.sqlColumn()) + 2);
                        if (!from.wasNull()) {
                            to.set(i, value);
                        }
                    }
                    case NUMBER, TEXT -> {}
                }
            }
        };
    }

    private static Short[] array(ResultSet row, int selectedAt) throws SQLException {
        return selectedAt < 0
                ? new Short[0]
                : (Short[]) row.getArray(selectedAt + 2).getArray();
    }

    private static void element(Short[] values, int number, SeriesRow to, int column) {
        if (number <= values.length && values[number - 1] != null) {
            to.set(column, values[number - 1]);
        }
    }

    /** One branch per point, so that the primary key gives each in order of time and the database merges instead of sorting. */
    private Sql pointRows(String table, Integer[] points, Interval range) {
        Sql sql = Sql.of("");
        for (int i = 0; i < points.length; i++) {
            sql.append(i == 0 ? "" : " UNION ALL ")
                    .append("SELECT time, point_id, value FROM " + table + " WHERE device_id = ?", device.key())
                    .append(" AND point_id = ? AND time >= ? AND time < ?", points[i], range.from(), range.to());
        }
        return sql.append(" ORDER BY time");
    }

    private Set<Integer> presentPoints(String table, List<Column> columns, Store store, Interval range)
            throws SQLException {
        Integer[] points = points(columns, store);
        return new HashSet<>(Sql.of(
                        "SELECT p FROM unnest(?::int[]) p WHERE EXISTS (SELECT 1 FROM " + table
                                + " WHERE device_id = ? AND point_id = p AND time >= ? AND time < ?)",
                        points,
                        device.key(),
                        range.from(),
                        range.to())
                .list(connection, row -> row.getInt(1)));
    }

    private static Integer[] points(List<Column> columns, Store store) {
        return columns.stream()
                .filter(column -> column.store() == store)
                .map(Column::point)
                .toArray(Integer[]::new);
    }

    private static int position(List<Column> columns, Store store, int point) {
        for (int i = 0; i < columns.size(); i++) {
            Integer id = columns.get(i).point();
            if (columns.get(i).store() == store && id != null && id == point) {
                return i;
            }
        }
        throw new IllegalStateException("row of a point that was not asked for: " + point);
    }
}
