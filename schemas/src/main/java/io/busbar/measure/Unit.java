package io.busbar.measure;

import org.jspecify.annotations.Nullable;

/** The units a point may have, each with the one scale its values are kept at. Immutable. */
enum Unit {
    VOLT("V", 3),
    AMPERE("A", 3),
    PERCENT("%", 3),
    KILOWATT_HOUR("kWh", 3),
    /** Of energy that flowed in a bucket, which may be five minutes long. */
    WATT_HOUR("Wh", 6),
    WATT("W", 1),
    AMPERE_HOUR("Ah", 3),
    /** A point that means Ah on some models and % on others. */
    AMPERE_HOUR_OR_PERCENT("Ah|%", 3),
    DEGREE_CELSIUS("degC", 2),
    KILOOHM("kOhm", 3);

    private final String symbol;
    private final int scale;

    Unit(String symbol, int scale) {
        this.symbol = symbol;
        this.scale = scale;
    }

    int scale() {
        return scale;
    }

    static @Nullable Unit ofSymbol(String symbol) {
        for (Unit unit : values()) {
            if (unit.symbol.equals(symbol)) {
                return unit;
            }
        }
        return null;
    }
}
