package io.busbar.query.series;

import java.math.BigInteger;

/** An exact time-weighted mean: a 128-bit sum of value × milliseconds, and the milliseconds. Confined to one thread. */
final class WeightedSum {

    private long high;
    private long low;
    private long weightMillis;

    void add(long value, long millis) {
        long productLow = value * millis;
        long sumLow = low + productLow;
        long carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
        high += Math.multiplyHigh(value, millis) + carry;
        low = sumLow;
        weightMillis += millis;
    }

    boolean isEmpty() {
        return weightMillis == 0;
    }

    /** Rounded to the next integer, halves towards positive infinity; only when not empty. */
    long mean() {
        BigInteger sum = BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(new BigInteger(Long.toUnsignedString(low)));
        BigInteger weight = BigInteger.valueOf(weightMillis);
        BigInteger[] parts = sum.shiftLeft(1).add(weight).divideAndRemainder(weight.shiftLeft(1));
        BigInteger floor = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
        return floor.longValueExact();
    }

    void clear() {
        high = 0;
        low = 0;
        weightMillis = 0;
    }
}
