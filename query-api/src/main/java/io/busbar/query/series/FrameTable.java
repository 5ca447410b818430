package io.busbar.query.series;

import io.busbar.measure.Category;
import io.busbar.measure.DeviceType;
import io.busbar.query.access.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A table with one row per device and frame, in which several series of numbers have their values. Immutable. */
enum FrameTable {
    PACK_SAMPLE("pack_sample", "pack_id"),
    BMS_SAMPLE("bms_sample", "bms_id"),
    POINT_SAMPLE("point_sample", "device_id");

    private final String tableName;
    private final String deviceColumn;

    FrameTable(String tableName, String deviceColumn) {
        this.tableName = tableName;
        this.deviceColumn = deviceColumn;
    }

    /** The table of a device's own kind. */
    static FrameTable of(DeviceType type) {
        return type.category() == Category.BATTERIES ? PACK_SAMPLE : BMS_SAMPLE;
    }

    static Optional<FrameTable> named(String tableName) {
        return List.of(values()).stream()
                .filter(table -> table.tableName.equals(tableName))
                .findFirst();
    }

    String tableName() {
        return tableName;
    }

    String deviceColumn() {
        return deviceColumn;
    }

    /** The table of its roll-ups, which names devices by the same column. */
    String rollupName() {
        return this == PACK_SAMPLE ? "pack_rollup" : "soc_rollup";
    }

    boolean holds(Column column) {
        return switch (column.store()) {
            case FRAME, CELL, TEMPERATURE -> this != POINT_SAMPLE;
            case NUMBER -> this == POINT_SAMPLE;
            case TEXT, ENERGY -> false;
        };
    }

    /** Whether the series of this name has its values here. */
    boolean owns(String series) {
        return switch (this) {
            case PACK_SAMPLE ->
                Columns.packColumns().contains(series) || Series.isCell(series) || Series.isTemperature(series);
            case BMS_SAMPLE -> Columns.bmsColumns().contains(series);
            case POINT_SAMPLE -> Series.isPoint(series);
        };
    }

    /** Every series that may have a value in a range. */
    List<Series> series(Connection connection, int device, Instant from, Instant to) throws SQLException {
        List<Series> series = new ArrayList<>();
        switch (this) {
            case PACK_SAMPLE -> {
                Columns.packColumns().forEach(column -> series.add(Series.column(column)));
                int cells = longest(connection, "cells", device, from, to);
                for (int number = 1; number <= cells; number++) {
                    series.add(Series.cell(number));
                }
                int temperatures = longest(connection, "temperatures", device, from, to);
                for (int number = 1; number <= temperatures; number++) {
                    series.add(Series.temperature(number));
                }
            }
            case BMS_SAMPLE -> Columns.bmsColumns().forEach(column -> series.add(Series.column(column)));
            case POINT_SAMPLE -> points(connection, device, from, to).forEach(id -> series.add(Series.point(id)));
        }
        return series;
    }

    /** The ids in the rows of a range of point_sample, ascending: frame after frame brings the same, so lists are told apart before their ids. */
    static SortedSet<Integer> points(Connection connection, int device, Instant from, Instant to) throws SQLException {
        return new TreeSet<>(Sql.of("SELECT DISTINCT unnest(point_id) FROM (SELECT DISTINCT point_id")
                .append(POINT_SAMPLE.rows(device, from, to))
                .append(") lists")
                .list(connection, row -> row.getInt(1)));
    }

    /**
     * The length of the longest list of 16-bit numbers in the range, of pack_sample. A row with as many as the device has ever sent settles it;
     * else all rows of the range are read.
     */
    static int longest(Connection connection, String list, int device, Instant from, Instant to) throws SQLException {
        return Sql.of(
                        "SELECT coalesce((SELECT d.longest_" + list
                                + " FROM device d WHERE d.id = ? AND EXISTS (SELECT",
                        device)
                .append(PACK_SAMPLE.rows(device, from, to))
                .append(" AND length(" + list + ") >= " + Short.BYTES + " * d.longest_" + list
                        + ")), (SELECT max(length(" + list + ")) / " + Short.BYTES)
                .append(PACK_SAMPLE.rows(device, from, to))
                .append("), 0)")
                .first(connection, row -> row.getInt(1))
                .orElseThrow();
    }

    /** Time in ms and what is read, in ascending order of time. */
    Sql select(FrameReading reading, int device, Instant from, Instant to) {
        return values(reading, device, from, to).append(" ORDER BY time");
    }

    /** The same without most rows that have no value of what is read. */
    Sql selectLikely(FrameReading reading, int device, Instant from, Instant to) {
        return values(reading, device, from, to).append(" AND " + reading.mayHaveValue() + " ORDER BY time");
    }

    /** The same without any row that has no value of what is read. */
    Sql selectWithValue(FrameReading reading, int device, Instant from, Instant to) {
        return values(reading, device, from, to).append(" AND " + reading.hasValue() + " ORDER BY time");
    }

    private Sql values(FrameReading reading, int device, Instant from, Instant to) {
        return Sql.of("SELECT " + SampleCursor.TIME_MILLIS + ", " + reading.selected())
                .append(rows(device, from, to));
    }

    private Sql rows(int device, Instant from, Instant to) {
        return Sql.of(
                " FROM " + tableName + " WHERE " + deviceColumn + " = ? AND time >= ? AND time < ?", device, from, to);
    }
}
