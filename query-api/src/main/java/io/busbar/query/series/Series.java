package io.busbar.query.series;

/**
 * A series of numbers of a device. Immutable.
 *
 * @param name what its frozen buckets are called
 * @param expression the SQL expression of its value in a row of its table, null where there is none
 * @param source what is to be selected for it: the same, or the list of 16-bit numbers (big-endian, \x8000 for none) that it is in
 * @param number where it stands in the list, from 1; 0 when it is in none
 */
record Series(String name, String expression, String source, int number) {

    /** How the names of all cells begin. */
    static final String CELLS = "cell_mv[";

    /** How the names of all temperatures begin. */
    static final String TEMPERATURES = "temp_cc[";

    private static final String POINTS = "point ";

    /** A column of bms_sample or pack_sample. */
    static Series column(String sqlColumn) {
        return new Series(sqlColumn, sqlColumn, sqlColumn, 0);
    }

    /** A cell of pack_sample, from 1. */
    static Series cell(int number) {
        return numbered(CELLS, "cells", number);
    }

    /** A temperature of pack_sample, from 1. */
    static Series temperature(int number) {
        return numbered(TEMPERATURES, "temperatures", number);
    }

    /** A point of point_sample. */
    static Series point(int id) {
        String expression = "point_value(point_id, value, " + id + ')';
        return new Series(POINTS + id, expression, expression, 0);
    }

    private static Series numbered(String names, String list, int number) {
        return new Series(names + number + ']', "smallint_at(" + list + ", " + number + ')', list, number);
    }

    static boolean isCell(String name) {
        return name.startsWith(CELLS);
    }

    static boolean isTemperature(String name) {
        return name.startsWith(TEMPERATURES);
    }

    static boolean isPoint(String name) {
        return name.startsWith(POINTS);
    }
}
