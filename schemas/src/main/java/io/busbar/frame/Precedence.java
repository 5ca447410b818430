package io.busbar.frame;

/**
 * Which of several frames wins at the same device and time: the greater, compared as an unsigned 128-bit number. A resend has the same
 * precedence, so it replaces nothing; a correction has a greater one. Stored as a {@code uuid}, which PostgreSQL compares the same way.
 *
 * <pre>
 *   most significant 64 bits                 least significant 64 bits
 *  +---------------+-----------------------+-----------------------+-----------------------+
 *  | revision (16) | boot id (48)          | sequence (32)         | content hash (32)     |
 *  +---------------+-----------------------+-----------------------+-----------------------+
 * </pre>
 *
 * A frame without boot id or sequence counts as 0. The content hash is the frame's own CRC-32C. Immutable.
 */
public record Precedence(long high, long low) implements Comparable<Precedence> {

    private static final int BOOT_ID_BITS = 48;
    private static final int HASH_BITS = 32;
    private static final long HASH_MASK = (1L << HASH_BITS) - 1;

    /** The precedence of a frame in its binary form with checksum, and of the same frame decoded. */
    public static Precedence of(byte[] encoded, Frame frame) {
        long bootId = frame.bootId() == null ? 0 : frame.bootId();
        long sequence = frame.sequence() == null ? 0 : frame.sequence();
        return new Precedence(high(frame.revision(), bootId), low(sequence, encoded));
    }

    static long high(int revision, long bootId) {
        return (long) revision << BOOT_ID_BITS | bootId;
    }

    static long low(long sequence, byte[] encoded) {
        return sequence << HASH_BITS | (FrameChecksum.carried(encoded) & HASH_MASK);
    }

    @Override
    public int compareTo(Precedence other) {
        return compare(high, low, other.high, other.low);
    }

    /** As {@link #compareTo}, for those who hold the two halves and spare the object. */
    public static int compare(long high, long low, long otherHigh, long otherLow) {
        int highOrder = Long.compareUnsigned(high, otherHigh);
        return highOrder != 0 ? highOrder : Long.compareUnsigned(low, otherLow);
    }
}
