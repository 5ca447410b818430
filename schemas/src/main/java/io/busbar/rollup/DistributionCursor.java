package io.busbar.rollup;

/** Reads the bytes of a {@link Distribution}, pair after pair. Confined to one thread. */
final class DistributionCursor {
    private static final int MAX_SHIFT = 28;

    private final byte[] bytes;
    private int position;
    private int millivolts;
    private int times;

    DistributionCursor(byte[] bytes) {
        this.bytes = bytes;
    }

    int millivolts() {
        return millivolts;
    }

    int times() {
        return times;
    }

    /** To the next pair; false at the end. */
    boolean next() {
        if (position == bytes.length) {
            return false;
        }
        boolean first = position == 0;
        int step = number();
        millivolts += step;
        times = number();
        if ((step == 0 && !first) || millivolts > Distribution.MAX_MILLIVOLTS || times < 1) {
            throw new IllegalArgumentException(
                    "no distribution: step=%d (at least 1 after the first), millivolts=%d (at most %d), times=%d (at least 1), byte %d"
                            .formatted(step, millivolts, Distribution.MAX_MILLIVOLTS, times, position));
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
        throw new IllegalArgumentException("no distribution: a number does not end, or is above %d, at byte %d of %d"
                .formatted(Integer.MAX_VALUE, position, bytes.length));
    }
}
