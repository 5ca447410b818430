package io.busbar.rollup;

/** Division of integers. Stateless. */
public final class Rounding {

    private Rounding() {}

    /** To the next integer, halves towards positive infinity; the divisor is positive. */
    public static long halfUp(long dividend, long divisor) {
        long floor = Math.floorDiv(dividend, divisor);
        long rest = dividend - floor * divisor;
        return rest >= divisor - rest ? floor + 1 : floor;
    }
}
