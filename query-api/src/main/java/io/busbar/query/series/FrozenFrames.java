package io.busbar.query.series;

import io.busbar.query.access.Sql;
import io.busbar.query.series.Tenures.Part;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A table with a row per frame, as the freezer reads it: the columns that answers know, and the elements of the arrays. Immutable.
 */
record FrozenFrames(String table, String deviceColumn, List<String> scalars, List<String> arrays) {

    static boolean isFrames(String table) {
        return table.equals("bms_sample") || table.equals("pack_sample");
    }

    static FrozenFrames of(String table) {
        return table.equals("bms_sample")
                ? new FrozenFrames(table, "bms_id", Columns.bmsColumns(), List.of())
                : new FrozenFrames(table, "pack_id", Columns.packColumns(), List.of("cell_mv", "temp_cc"));
    }

    boolean owns(String series) {
        return scalars.contains(series) || arrays.stream().anyMatch(array -> series.startsWith(array + '['));
    }

    /** Every series that the part may have a bucket of: those of the rows and those that still hold. */
    List<String> series(Connection connection, int device, Part part, Collection<String> held) throws SQLException {
        Set<String> series = new LinkedHashSet<>(scalars);
        for (String array : arrays) {
            int longest = Sql.of("SELECT coalesce(max(cardinality(" + array + ")), 0) FROM ")
                    .append(where(device, part))
                    .first(connection, row -> row.getInt(1))
                    .orElseThrow();
            for (int number = 1; number <= longest; number++) {
                series.add(array + '[' + number + ']');
            }
        }
        series.addAll(held);
        return new ArrayList<>(series);
    }

    Sql rows(int device, Part part) {
        List<String> selected = new ArrayList<>(scalars);
        selected.addAll(arrays);
        return Sql.of("SELECT time, " + String.join(", ", selected) + " FROM ")
                .append(where(device, part))
                .append(" ORDER BY time");
    }

    /** Takes the current row; scalars come first in {@code series}, then the elements of each array in order, then what is only held. */
    void fill(ResultSet from, List<String> series, SeriesRow to, long atMillis) throws SQLException {
        to.begin(atMillis);
        for (int column = 0; column < scalars.size(); column++) {
            long value = from.getLong(column + 2);
            if (!from.wasNull()) {
                to.set(column, value);
            }
        }
        int column = scalars.size();
        for (int i = 0; i < arrays.size(); i++) {
            Short[] elements = (Short[]) from.getArray(scalars.size() + 2 + i).getArray();
            String prefix = arrays.get(i) + '[';
            for (int number = 1; column < series.size() && series.get(column).startsWith(prefix); number++, column++) {
                if (number <= elements.length && elements[number - 1] != null) {
                    to.set(column, elements[number - 1]);
                }
            }
        }
    }

    private Sql where(int device, Part part) {
        return Sql.of(
                table + " WHERE " + deviceColumn + " = ? AND time >= ? AND time < ?", device, part.from(), part.to());
    }
}
