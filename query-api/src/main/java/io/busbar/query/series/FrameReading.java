package io.busbar.query.series;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which series are read of the rows of a {@link FrameTable}, at least one, and where in an answer's row their values go. Lists of cells and
 * temperatures are fetched whole and taken apart here, for which the database would need far longer. Immutable.
 */
final class FrameReading {

    /** Behind the time. */
    private static final int FIRST_SOURCE = 2;

    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] NONE = {};

    private final List<Series> series;
    private final List<String> sources;
    private final int[] places;

    /** Where each stands in its list, from 1; 0 when it is in none. */
    private final int[] numbers;

    private final int[] columns;

    /** @param columns of the answer's row, for each series one */
    FrameReading(List<Series> series, int[] columns) {
        Map<String, Integer> bySource = new LinkedHashMap<>();
        this.places = new int[series.size()];
        for (int i = 0; i < places.length; i++) {
            Integer next = bySource.size();
            Integer known = bySource.putIfAbsent(series.get(i).source(), next);
            places[i] = FIRST_SOURCE + (known == null ? next : known);
        }
        this.series = List.copyOf(series);
        this.numbers = series.stream().mapToInt(Series::number).toArray();
        this.sources = List.copyOf(bySource.keySet());
        this.columns = columns.clone();
    }

    /** What is selected behind the time. */
    String selected() {
        return String.join(", ", sources);
    }

    /** The condition that a row has a value of any of the series. */
    String hasValue() {
        return anyOf(series.stream().map(Series::expression));
    }

    /** The same as far as it costs the database little: a list that is there may have none of the asked numbers. */
    String mayHaveValue() {
        return anyOf(sources.stream());
    }

    private static String anyOf(Stream<String> expressions) {
        return expressions.map(expression -> expression + " IS NOT NULL").collect(Collectors.joining(" OR ", "(", ")"));
    }

    /** Takes the values of a row of time and what is {@link #selected}. */
    void fill(ResultSet from, SeriesRow to) throws SQLException {
        int listAt = 0;
        byte[] list = NONE;
        for (int i = 0; i < places.length; i++) {
            int number = numbers[i];
            if (number == 0) {
                long value = from.getLong(places[i]);
                if (!from.wasNull()) {
                    to.set(columns[i], value);
                }
                continue;
            }
            if (places[i] != listAt) {
                listAt = places[i];
                byte[] given = from.getBytes(listAt);
                list = given == null ? NONE : given;
            }
            int at = (number - 1) * Short.BYTES;
            if (at < list.length - 1) {
                short value = (short) SHORTS.get(list, at);
                if (value != Short.MIN_VALUE) {
                    to.set(columns[i], value);
                }
            }
        }
    }
}
