package io.busbar.frame;

import io.busbar.frame.FrameRejection.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Exact decimals of bounded size: what a frame may hold, and nothing that could blow up when it is expanded. Stateless. */
final class Decimal {

    private static final int MAX_LENGTH = 64;
    private static final int MAX_EXPONENT = 40;

    private Decimal() {}

    /**
     * The value of a decimal such as {@code 398.3} or {@code 1e3} with neither trailing zeros behind the point nor an exponent; null
     * when the text is none ({@code NaN} and the infinities included), or one that is larger or finer than any reading.
     */
    static @Nullable BigDecimal parse(String text) {
        String digits = text.strip();
        if (digits.length() > MAX_LENGTH || !isDecimal(digits)) {
            return null;
        }
        BigDecimal value;
        try {
            value = new BigDecimal(digits).stripTrailingZeros();
        } catch (NumberFormatException e) {
            return null; // an exponent beyond 32 bits
        }
        if (Math.abs((long) value.scale()) > MAX_EXPONENT) {
            return null;
        }
        return value.scale() < 0 ? value.setScale(0, RoundingMode.UNNECESSARY) : value;
    }

    /** Like {@link #parse}, but refuses what that returns null for. */
    static BigDecimal require(String path, String text) {
        BigDecimal value = parse(text);
        if (value != null) {
            return value;
        }
        if (isDecimal(text.strip())) {
            throw new Refusal(Reason.VALUE_OUT_OF_RANGE, path + " is larger or finer than any reading: '" + text + "'");
        }
        throw Refusal.malformed(path + " is not a decimal number: '" + text + "'");
    }

    /** A whole number of 64 bits. */
    static long requireWhole(String path, String text) {
        BigDecimal value = require(path, text);
        if (value.scale() > 0) {
            throw Refusal.malformed(path + " is not a whole number: '" + text + "'");
        }
        if (value.unscaledValue().bitLength() >= Long.SIZE) {
            throw new Refusal(Reason.VALUE_OUT_OF_RANGE, path + " does not fit 64 bits: '" + text + "'");
        }
        return value.longValue();
    }

    /** Whether the text is {@code [+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?}. */
    private static boolean isDecimal(String text) {
        int start = afterSign(text, 0);
        int point = afterDigits(text, start);
        boolean hasPoint = point < text.length() && text.charAt(point) == '.';
        int end = hasPoint ? afterDigits(text, point + 1) : point;
        if (end - start - (hasPoint ? 1 : 0) == 0) {
            return false;
        }
        if (end == text.length()) {
            return true;
        }
        int exponent = afterSign(text, end + 1);
        return (text.charAt(end) | 0x20) == 'e'
                && exponent < text.length()
                && afterDigits(text, exponent) == text.length();
    }

    private static int afterSign(String text, int from) {
        boolean isSigned = from < text.length() && (text.charAt(from) == '+' || text.charAt(from) == '-');
        return isSigned ? from + 1 : from;
    }

    private static int afterDigits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
