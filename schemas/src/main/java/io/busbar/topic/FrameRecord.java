package io.busbar.topic;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the door writes into its journal for every frame, and what the relay sends on as a Kafka value. Little-endian:
 *
 * <pre>
 *  0        1        2                4                 8                 16                24
 *  +--------+--------+----------------+-----------------+-----------------+-----------------+-----+---------+
 *  | layout | kind   | key length u16 | door id  u32    | received-at i64 | journal index   | key | payload |
 *  +--------+--------+----------------+-----------------+-----------------+-----------------+-----+---------+
 * </pre>
 *
 * The journal index is 0 in the journal, where the position says it; the relay fills it in, so that a record can be traced back and
 * a repeated record recognised: (door id, journal index) names one receipt. The payload is a frame with its CRC-32C for
 * {@link Kind#ACCEPTED}, a {@link RejectedFrame} for {@link Kind#REJECTED}. Immutable as long as nobody writes to the arrays.
 */
public record FrameRecord(Kind kind, String key, long receivedAtMillis, int doorId, long journalIndex, byte[] payload) {

    private static final byte LAYOUT = 1;
    private static final int KIND_OFFSET = 1;
    private static final int KEY_LENGTH_OFFSET = 2;
    private static final int DOOR_ID_OFFSET = 4;
    private static final int RECEIVED_AT_OFFSET = 8;
    private static final int JOURNAL_INDEX_OFFSET = 16;
    private static final int HEADER_BYTES = 24;

    public enum Kind {
        ACCEPTED(1, Topics.LOGGER_FRAMES),
        REJECTED(2, Topics.LOGGER_FRAMES_REJECTED);

        private final byte code;
        private final String topic;

        Kind(int code, String topic) {
            this.code = (byte) code;
            this.topic = topic;
        }

        private static Kind of(byte code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("damaged frame record: kind=" + code + ", expected 1 or 2");
        }

        public String topic() {
            return topic;
        }
    }

    public byte[] encode() {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + keyBytes.length + payload.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.put(LAYOUT).put(kind.code).putShort((short) keyBytes.length);
        out.putInt(doorId).putLong(receivedAtMillis).putLong(journalIndex);
        return out.put(keyBytes).put(payload).array();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException when the bytes are no such record
     */
    public static FrameRecord decode(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != LAYOUT) {
            throw new IllegalArgumentException("not a frame record: length=" + bytes.length + ", layout="
                    + (bytes.length == 0 ? "none" : bytes[0]) + ", expected layout=" + LAYOUT);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int keyLength = Short.toUnsignedInt(in.getShort(KEY_LENGTH_OFFSET));
        int payloadOffset = HEADER_BYTES + keyLength;
        if (payloadOffset > bytes.length) {
            throw new IllegalArgumentException(
                    "damaged frame record: keyLength=" + keyLength + ", length=" + bytes.length);
        }
        return new FrameRecord(
                kindOf(bytes),
                new String(bytes, HEADER_BYTES, keyLength, StandardCharsets.UTF_8),
                in.getLong(RECEIVED_AT_OFFSET),
                in.getInt(DOOR_ID_OFFSET),
                in.getLong(JOURNAL_INDEX_OFFSET),
                Arrays.copyOfRange(bytes, payloadOffset, bytes.length));
    }

    /** Writes the journal index into an encoded record, in place. */
    public static void stampJournalIndex(byte[] encoded, long journalIndex) {
        ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN).putLong(JOURNAL_INDEX_OFFSET, journalIndex);
    }

    /** The kind of an encoded record, without decoding the rest. */
    public static Kind kindOf(byte[] encoded) {
        return Kind.of(encoded[KIND_OFFSET]);
    }

    /** The key of an encoded record as UTF-8 bytes, without decoding the rest. */
    public static byte[] keyOf(byte[] encoded) {
        int length = Short.toUnsignedInt(
                ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN).getShort(KEY_LENGTH_OFFSET));
        return Arrays.copyOfRange(encoded, HEADER_BYTES, HEADER_BYTES + length);
    }
}
