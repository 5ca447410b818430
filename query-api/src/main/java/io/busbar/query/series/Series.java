package io.busbar.query.series;

/**
 * A series of numbers of a device. Immutable.
 *
 * @param name what its frozen buckets are called
 * @param expression the SQL expression of its value in a row of its table, null where there is none
 */
record Series(String name, String expression) {

    /** How the names of all cells begin. */
    static final String CELLS = "cell_mv[";

    /** How the names of all temperatures begin. */
    static final String TEMPERATURES = "temp_cc[";

    private static final String POINTS = "point ";

    /** A column of bms_sample or pack_sample. */
    static Series column(String sqlColumn) {
        return new Series(sqlColumn, sqlColumn);
    }

    /** A cell of pack_sample, from 1. */
    static Series cell(int number) {
        return new Series(CELLS + number + ']', "smallint_at(cells, " + number + ')');
    }

    /** A temperature of pack_sample, from 1. */
    static Series temperature(int number) {
        return new Series(TEMPERATURES + number + ']', "smallint_at(temperatures, " + number + ')');
    }

    /** A point of point_sample. */
    static Series point(int id) {
        return new Series(POINTS + id, "point_value(point_id, value, " + id + ')');
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
