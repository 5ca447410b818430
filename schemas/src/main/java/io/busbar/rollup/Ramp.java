package io.busbar.rollup;

/**
 * A quantity that goes in a straight line from one sample to the next, and the area under it to any whole millisecond, above zero and below it
 * apart. The area of a part is the difference of two areas from the start, so that parts add up to the whole exactly, wherever it is cut.
 *
 * <pre>
 *   from  \                    area(t)  = floor of the exact integral from 0 to t, divided by the divisor
 *          \                   zero     = the whole millisecond nearest to where the line crosses zero
 *   0 ──────\────────▶ ms      first    = area(min(t, zero))               the sign it begins with
 *            \                 second   = area(zero) − area(max(t, zero))  the other
 *             to
 * </pre>
 *
 * Exact in 64 bits while |from| and |to| are at most {@value #MAX_UNITS} units (of the divisor) and the length is below 2^31 ms. Confined to the
 * thread of its fold.
 */
final class Ramp {

    /** 2000 V × 2000 A in mW: the most that the catalogue calls plausible. */
    static final long MAX_UNITS = 4_000_000_000L;

    private static final int LOW_BITS = 16;
    private static final long LOW_MASK = (1L << LOW_BITS) - 1;

    private final long twiceDivisor;
    private boolean beginsNegative;
    private long from;
    private long to;
    private long lengthMillis;
    private long slope;
    private long slopeRest;
    private long zeroMillis;
    private long areaToZero;

    /** Areas are in units of {@code divisor} value × milliseconds. */
    Ramp(int divisor) {
        this.twiceDivisor = 2L * divisor;
    }

    void set(long fromValue, long toValue, long millis) {
        beginsNegative = fromValue < 0 || (fromValue == 0 && toValue < 0);
        from = beginsNegative ? -fromValue : fromValue;
        to = beginsNegative ? -toValue : toValue;
        lengthMillis = millis;
        slope = Math.floorDiv(to - from, millis);
        slopeRest = to - from - slope * millis;
        zeroMillis = to < 0 ? crossing() : millis;
        areaToZero = area(zeroMillis);
    }

    /** Area above zero between two moments, in milliseconds from the start. */
    long positive(long sinceMillis, long untilMillis) {
        return beginsNegative ? second(untilMillis) - second(sinceMillis) : first(untilMillis) - first(sinceMillis);
    }

    /** Area below zero between two moments, as a positive number. */
    long negative(long sinceMillis, long untilMillis) {
        return beginsNegative ? first(untilMillis) - first(sinceMillis) : second(untilMillis) - second(sinceMillis);
    }

    private long first(long millis) {
        return millis >= zeroMillis ? areaToZero : area(millis);
    }

    private long second(long millis) {
        return millis <= zeroMillis ? 0 : areaToZero - area(millis);
    }

    /** floor(t × (2·from + (to − from)·t / length) / (2·divisor)), with nested floors that leave the result the same. */
    private long area(long millis) {
        if (millis == 0) {
            return 0;
        }
        long twice;
        long rest;
        if (millis == lengthMillis) {
            twice = from + to;
            rest = 0;
        } else {
            long product = slopeRest * millis;
            long whole = product / lengthMillis;
            twice = 2 * from + slope * millis + whole;
            rest = (product - whole * lengthMillis) * millis / lengthMillis;
        }
        long units = Math.floorDiv(twice, twiceDivisor);
        long remainder = twice - units * twiceDivisor;
        return units * millis + (remainder * millis + rest) / twiceDivisor;
    }

    /** from × length / (from − to), rounded to the nearest; in two steps, because the product may have more than 64 bits. */
    private long crossing() {
        long fall = from - to;
        long high = from * (lengthMillis >> LOW_BITS);
        long quotient = high / fall;
        long low = ((high - quotient * fall) << LOW_BITS) + from * (lengthMillis & LOW_MASK);
        long floor = (quotient << LOW_BITS) + low / fall;
        return 2 * (low % fall) >= fall ? floor + 1 : floor;
    }
}
