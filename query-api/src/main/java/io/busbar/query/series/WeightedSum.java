package io.busbar.query.series;

import java.math.BigInteger;

/** An exact time-weighted mean: a 128-bit sum of value × milliseconds, and the milliseconds. Confined to one thread. */
final class WeightedSum {

    private long high;
    private long low;
    private long weightMillis;

    void add(long value, long millis) {
        add(Math.multiplyHigh(value, millis), value * millis, millis);
    }

    void add(WeightedSum other) {
        add(other.high, other.low, other.weightMillis);
    }

    /** A {@link #total} that was put down, and its weight. */
    void add(BigInteger total, long millis) {
        add(total.shiftRight(Long.SIZE).longValueExact(), total.longValue(), millis);
    }

    /** The same of a total that has 64 bits. */
    void addTotal(long total, long millis) {
        add(total < 0 ? -1 : 0, total, millis);
    }

    boolean isEmpty() {
        return weightMillis == 0;
    }

    long weightMillis() {
        return weightMillis;
    }

    BigInteger total() {
        return BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(new BigInteger(Long.toUnsignedString(low)));
    }

    /** Rounded to the next integer, halves towards positive infinity; only when not empty. */
    long mean() {
        BigInteger weight = BigInteger.valueOf(weightMillis);
        BigInteger[] parts = total().shiftLeft(1).add(weight).divideAndRemainder(weight.shiftLeft(1));
        BigInteger floor = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
        return floor.longValueExact();
    }

    void clear() {
        high = 0;
        low = 0;
        weightMillis = 0;
    }

    private void add(long otherHigh, long otherLow, long millis) {
        long sumLow = low + otherLow;
        long carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
        high += otherHigh + carry;
        low = sumLow;
        weightMillis += millis;
    }
}
