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
        Cursor cursor = new Cursor(copy);
        long count = 0;
        while (cursor.next()) {
            count += cursor.times;
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
        Cursor cursor = new Cursor(encoded);
        while (cursor.next()) {
            rank -= cursor.times;
            if (rank <= 0) {
                return cursor.millivolts;
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
        Cursor cursor = new Cursor(encoded);
        while (cursor.next()) {
            fold.add(cursor.millivolts, cursor.times);
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
        Cursor cursor = new Cursor(encoded);
        while (cursor.next()) {
            text.append(text.length() == 1 ? "" : ", ")
                    .append(cursor.millivolts)
                    .append(" mV: ")
                    .append(cursor.times);
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

    /** Reads pair after pair. Confined to one thread. */
    private static final class Cursor {
        private static final int MAX_SHIFT = 28;

        private final byte[] bytes;
        private int position;
        private int millivolts;
        private int times;

        Cursor(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean next() {
            if (position == bytes.length) {
                return false;
            }
            boolean first = position == 0;
            int step = number();
            millivolts += step;
            times = number();
            if ((step == 0 && !first) || millivolts > MAX_MILLIVOLTS || times < 1) {
                throw new IllegalArgumentException(
                        "no distribution: step=%d (at least 1 after the first), millivolts=%d (at most %d), times=%d (at least 1), byte %d"
                                .formatted(step, millivolts, MAX_MILLIVOLTS, times, position));
            }
            return true;
        }

        private int number() {
            int number = 0;
            for (int shift = 0; shift <= MAX_SHIFT && position < bytes.length; shift += 7) {
                int part = bytes[position++];
                number |= (part & 0x7f) << shift;
                if (part >= 0 && number >= 0 && number >>> shift == part) {
                    return number;
                }
            }
            throw new IllegalArgumentException(
                    "no distribution: a number does not end, or is above %d, at byte %d of %d"
                            .formatted(Integer.MAX_VALUE, position, bytes.length));
        }
    }
}
