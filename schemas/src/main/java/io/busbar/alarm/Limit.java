package io.busbar.alarm;

import java.math.BigDecimal;

/**
 * A limit of a rule: {@code scaled * 10^-scale} in a unit, never a binary fraction. A limit of a current may be a multiple of the rated
 * capacity: 0.05 C of a battery of 280 Ah is 14 A. Immutable.
 *
 * @param scale that of the point, so that limit and value compare as integers; {@value #CAPACITY_SCALE} for multiples of capacity
 * @param unit of the point as the catalogue has it, empty for counts and flags; {@value #CAPACITY} for multiples of capacity
 */
public record Limit(long scaled, int scale, String unit) {

    /** Unit of a current that is a multiple of the capacity per hour. */
    public static final String CAPACITY = "C";

    public static final int CAPACITY_SCALE = 6;

    /** Either way. */
    private static final long MAX_SCALED = 1_000_000_000_000L;

    /** 1000 C; keeps the product with a capacity inside 64 bits. */
    private static final long MAX_CAPACITY_SCALED = 1_000_000_000;

    public Limit {
        long most = unit.equals(CAPACITY) ? MAX_CAPACITY_SCALED : MAX_SCALED;
        if (scaled < -most || scaled > most) {
            throw new IllegalArgumentException(BigDecimal.valueOf(scaled, scale) + " is outside -"
                    + BigDecimal.valueOf(most, scale) + " to " + BigDecimal.valueOf(most, scale) + " " + unit);
        }
    }

    /**
     * The limit of a decimal such as 3.55.
     *
     * @throws IllegalArgumentException when the value has more decimals than the scale, or is too large
     */
    public static Limit of(BigDecimal value, int scale, String unit) {
        try {
            return new Limit(value.scaleByPowerOfTen(scale).longValueExact(), scale, unit);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    value + (unit.isEmpty() ? "" : " " + unit) + " has more than " + scale
                            + " decimals or is too large",
                    e);
        }
    }

    /** The value in its unit, without trailing zeros. */
    public BigDecimal value() {
        BigDecimal value = BigDecimal.valueOf(scaled, scale).stripTrailingZeros();
        return value.scale() < 0 ? value.setScale(0) : value;
    }

    boolean ofCapacity() {
        return unit.equals(CAPACITY);
    }
}
