package io.busbar.query.series;

import java.math.BigInteger;

/**
 * What the values of one column in one bucket come to, for every aggregate at once. Summaries of adjacent buckets merge without loss: the
 * mean is kept as a sum and its weight. Confined to one thread.
 */
final class BucketSummary {

    private final WeightedSum sum = new WeightedSum();
    private long count;
    private long min;
    private long max;
    private long last;
    private long lastAtMillis;

    /** A value of the bucket itself, none older than those before. */
    void take(long atMillis, long value) {
        min = count == 0 ? value : Math.min(min, value);
        max = count == 0 ? value : Math.max(max, value);
        last = value;
        lastAtMillis = atMillis;
        count++;
    }

    /** The time for which a value held inside the bucket. */
    void weigh(long value, long millis) {
        sum.add(value, millis);
    }

    /** Values as they were put down; none of them older than those taken before. */
    void merge(long otherCount, long otherMin, long otherMax, long otherLast, long otherLastAtMillis) {
        min = count == 0 ? otherMin : Math.min(min, otherMin);
        max = count == 0 ? otherMax : Math.max(max, otherMax);
        last = otherLast;
        lastAtMillis = otherLastAtMillis;
        count += otherCount;
    }

    /** A sum of value times milliseconds, and the milliseconds. */
    void mergeWeight(BigInteger weighted, long millis) {
        sum.add(weighted, millis);
    }

    /** The same of a sum that has 64 bits. */
    void mergeWeight(long weighted, long millis) {
        sum.addTotal(weighted, millis);
    }

    /** Adds a summary of a later part of the bucket. */
    void merge(BucketSummary later) {
        if (later.count > 0) {
            merge(later.count, later.min, later.max, later.last, later.lastAtMillis);
        }
        sum.add(later.sum);
    }

    boolean isEmpty() {
        return count == 0 && sum.isEmpty();
    }

    /** Values of the bucket itself; the extremes and the last value mean something only when there are any. */
    long count() {
        return count;
    }

    long min() {
        return min;
    }

    long max() {
        return max;
    }

    long last() {
        return last;
    }

    long lastAtMillis() {
        return lastAtMillis;
    }

    WeightedSum weighted() {
        return sum;
    }

    /** Whether there is a value: only where one was observed in the bucket, though the mean also counts what still held from before. */
    boolean has(Aggregate aggregate) {
        return count > 0 && (aggregate != Aggregate.MEAN || !sum.isEmpty());
    }

    /** Only when there is one. */
    long value(Aggregate aggregate) {
        return switch (aggregate) {
            case MIN -> min;
            case MAX -> max;
            case LAST -> last;
            case MEAN -> sum.mean();
            case SUM -> throw new IllegalStateException("values are not summed up");
        };
    }

    void clear() {
        count = 0;
        sum.clear();
    }
}
