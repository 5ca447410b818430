package io.busbar.jobs.sample;

import org.jspecify.annotations.Nullable;

/** Exact integer arithmetic between decimal scales. Stateless. */
final class Scale {

    private static final long[] POWERS = new long[19];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private Scale() {}

    /** 10^exponent for 0 to 18. */
    static long powerOfTen(int exponent) {
        return POWERS[exponent];
    }

    /** The product, or null when it does not fit. */
    static @Nullable Long multiply(long value, long factor) {
        long product = value * factor;
        boolean fits = Math.multiplyHigh(value, factor) == product >> (Long.SIZE - 1);
        return fits ? Long.valueOf(product) : null;
    }

    /** The quotient rounded to the nearest integer, halves away from zero. */
    static long divideHalfUp(long value, long divisor) {
        long quotient = value / divisor;
        long remainder = Math.abs(value % divisor);
        return remainder >= divisor - remainder ? quotient + Long.signum(value) : quotient;
    }
}
