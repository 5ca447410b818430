package io.busbar.frame;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Exact decimals of bounded size: what a frame may hold, and nothing that could blow up when it is expanded. Stateless. */
final class Decimal {

    private static final int MAX_LENGTH = 64;
    private static final int MAX_EXPONENT = 40;

    private Decimal() {}

    /**
     * Parses a decimal such as {@code 398.3} or {@code 1e3}; trailing zeros behind the point are dropped.
     *
     * @throws NumberFormatException when the text is no decimal, {@code NaN} and the infinities included
     * @throws ArithmeticException when it is larger or finer than any reading
     */
    static BigDecimal parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new NumberFormatException("longer than " + MAX_LENGTH + " characters");
        }
        BigDecimal value = new BigDecimal(text.trim());
        if (value.signum() == 0) {
            return BigDecimal.ZERO;
        }
        if (Math.abs((long) value.scale()) > MAX_EXPONENT) {
            throw new ArithmeticException("exponent out of range");
        }
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0, RoundingMode.UNNECESSARY) : stripped;
    }
}
