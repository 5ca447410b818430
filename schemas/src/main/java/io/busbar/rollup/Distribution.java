package io.busbar.rollup;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * How often each differential occurred, from 0 to {@value #MAX_MILLIVOLTS} mV, so that percentiles are exact and survive merging. As bytes it is a
 * pair of numbers for each value that occurred, ascending, each in as many bytes as it needs (seven bits in each, low ones first, the highest bit
 * set on all but the last):
 *
 * <pre>
 *   | mV above the one before (the first: above 0) | how often, at least 1 | …
 * </pre>
 *
 * Immutable.
 */
public final class Distribution {

    public static final int MAX_MILLIVOLTS = 4_000;

    public static final Distribution EMPTY = new Distribution(new byte[0], 0);

    private final byte[] encoded;
    private final long count;

    private Distribution(byte[] encoded, long count) {
        this.encoded = encoded;
        this.count = count;
    }

    /** @throws IllegalArgumentException when they are none */
    public static Distribution ofBytes(byte[] bytes) {
        byte[] copy = bytes.clone();
        DistributionCursor cursor = new DistributionCursor(copy);
        long count = 0;
        while (cursor.next()) {
            count += cursor.times();
        }
        return new Distribution(copy, count);
    }

    static Distribution of(DistributionFold fold) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2 * fold.distinct());
        int before = 0;
        long count = 0;
        for (int i = 0; i < fold.distinct(); i++) {
            put(bytes, fold.millivolts(i) - before);
            put(bytes, fold.times(i));
            before = fold.millivolts(i);
            count += fold.times(i);
        }
        return new Distribution(bytes.toByteArray(), count);
    }

    public byte[] toBytes() {
        return encoded.clone();
    }

    /** How many values there are. */
    public long count() {
        return count;
    }

    /**
     * The smallest value that at least so many percent of all values do not exceed (nearest rank).
     *
     * @param percent 1 to 100
     * @throws IllegalStateException without values
     */
    public int percentileMillivolts(int percent) {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("percent=%d, allowed 1 to 100".formatted(percent));
        }
        long rank = (count * percent + 99) / 100;
        DistributionCursor cursor = new DistributionCursor(encoded);
        while (cursor.next()) {
            rank -= cursor.times();
            if (rank <= 0) {
                return cursor.millivolts();
            }
        }
        throw new IllegalStateException("no percentile of a distribution without values");
    }

    public Distribution plus(Distribution other) {
        if (count == 0 || other.count == 0) {
            return count == 0 ? other : this;
        }
        DistributionFold fold = new DistributionFold();
        addTo(fold);
        other.addTo(fold);
        return fold.close();
    }

    private void addTo(DistributionFold fold) {
        DistributionCursor cursor = new DistributionCursor(encoded);
        while (cursor.next()) {
            fold.add(cursor.millivolts(), cursor.times());
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Distribution that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        DistributionCursor cursor = new DistributionCursor(encoded);
        while (cursor.next()) {
            text.append(text.length() == 1 ? "" : ", ")
                    .append(cursor.millivolts())
                    .append(" mV: ")
                    .append(cursor.times());
        }
        return text.append('}').toString();
    }

    private static void put(ByteArrayOutputStream bytes, int number) {
        int rest = number;
        while (rest > 0x7f) {
            bytes.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes.write(rest);
    }
}
