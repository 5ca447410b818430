package io.busbar.query.series;

import io.busbar.query.series.SeriesSink.SeriesOf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns of all devices of an answer side by side, for formats that have one table: the same column of several devices is one. Columns of one
 * name that differ in aggregate, unit or point are told apart in their names. Immutable.
 */
public final class SeriesTable {

    private final List<TableColumn> columns;
    private final Map<Key, Integer> places;

    /** What makes columns one: points of different device types may be alike. */
    private record Key(String name, String unit, int scale, boolean text, @Nullable Aggregate aggregate) {

        static Key of(Column column) {
            return new Key(column.name(), column.unit(), column.scale(), column.text(), column.aggregate());
        }
    }

    /**
     * @param name of its own in the table
     * @param column one of those that it stands for
     */
    public record TableColumn(String name, Column column) {}

    private SeriesTable(List<TableColumn> columns, Map<Key, Integer> places) {
        this.columns = List.copyOf(columns);
        this.places = Map.copyOf(places);
    }

    public static SeriesTable of(List<SeriesOf> series) {
        Map<Key, Integer> places = new HashMap<>();
        List<Column> found = new ArrayList<>();
        Set<List<Column>> seen = new HashSet<>();
        for (SeriesOf one : series) {
            if (seen.add(one.columns())) {
                for (Column column : one.columns()) {
                    if (places.putIfAbsent(Key.of(column), found.size()) == null) {
                        found.add(column);
                    }
                }
            }
        }
        Map<String, Integer> named = new HashMap<>();
        found.forEach(column -> named.merge(column.name(), 1, Integer::sum));
        Set<String> taken = new HashSet<>();
        List<TableColumn> columns = new ArrayList<>();
        for (Column column : found) {
            columns.add(new TableColumn(
                    named.getOrDefault(column.name(), 1) == 1 ? column.name() : distinct(column, taken), column));
        }
        return new SeriesTable(columns, places);
    }

    public List<TableColumn> columns() {
        return columns;
    }

    /** By column of the table where it stands among a device's columns, -1 where the device has none. */
    public int[] places(List<Column> ofDevice) {
        int[] of = new int[columns.size()];
        Arrays.fill(of, -1);
        for (int i = 0; i < ofDevice.size(); i++) {
            Integer place = places.get(Key.of(ofDevice.get(i)));
            if (place != null) {
                of[place] = i;
            }
        }
        return of;
    }

    private static String distinct(Column column, Set<String> taken) {
        Aggregate aggregate = column.aggregate();
        String name = aggregate == null ? column.name() : column.name() + ' ' + aggregate.word();
        for (int number = 2; !taken.add(name); number++) {
            name = column.name() + ' ' + number;
        }
        return name;
    }
}
