package io.busbar.measure;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/**
 * One line of a table, read by column name. The tables need no quoting: no field contains a comma. Every reading method throws
 * IllegalArgumentException with column, value and what is allowed. Immutable.
 *
 * @param where file and line, for messages: "measuring-points.csv:12"
 */
record TableRow(String where, List<String> columns, List<String> fields) {

    TableRow {
        if (fields.size() != columns.size()) {
            throw new IllegalArgumentException("fields=" + fields.size() + ", columns=" + columns.size());
        }
    }

    String text(String column) {
        return fields.get(columns.indexOf(column));
    }

    int integer(String column) {
        String text = text(column);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(column + " is not an integer: '" + text + "'", e);
        }
    }

    /** A decimal number as an integer at {@code scale}; {@code absent} when the field is empty. */
    long scaled(String column, int scale, long absent) {
        String text = text(column);
        if (text.isEmpty()) {
            return absent;
        }
        try {
            return new BigDecimal(text).movePointRight(scale).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    column + " is not a number of at most " + scale + " decimals: '" + text + "'", e);
        }
    }

    boolean flag(String column) {
        String text = text(column);
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(column + " is neither true nor false: '" + text + "'");
        }
        return text.equals("true");
    }

    <E extends Enum<E>> E constant(String column, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text(column))) {
                return constant;
            }
        }
        throw new IllegalArgumentException(
                "unknown " + column + ": '" + text(column) + "', allowed=" + Arrays.toString(type.getEnumConstants()));
    }
}
