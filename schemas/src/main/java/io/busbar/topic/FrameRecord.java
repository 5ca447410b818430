package io.busbar.topic;

import io.busbar.fleet.SerialNumber;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
 * {@link Kind#ACCEPTED}, a {@link RejectedFrame} for {@link Kind#REJECTED}, a {@link CommandStatus}
 * for {@link Kind#COMMAND_STATUS}, nothing for {@link Kind#MARK}. Immutable as long as nobody writes to the arrays.
 *
 * @param key serial number of the logger; empty for a mark, and for a rejection of somebody who did not log in
 * @param receivedAtMillis UTC, by the clock of the door
 * @param doorId random bits of the door, the same for all its records
 */
public record FrameRecord(Kind kind, String key, long receivedAtMillis, int doorId, long journalIndex, byte[] payload) {

    private static final byte LAYOUT = 1;
    private static final int KIND_OFFSET = 1;
    private static final int KEY_LENGTH_OFFSET = 2;
    private static final int DOOR_ID_OFFSET = 4;
    private static final int RECEIVED_AT_OFFSET = 8;
    private static final int JOURNAL_INDEX_OFFSET = 16;
    private static final int HEADER_BYTES = 24;

    public FrameRecord {
        if (!key.isEmpty() && !SerialNumber.isValid(key)) {
            throw new IllegalArgumentException(
                    "key '" + key + "' of a frame record is neither empty nor " + SerialNumber.ALLOWED);
        }
    }

    /** Which topic a record goes to, and what its payload is. */
    public enum Kind {
        ACCEPTED(1, Topics.LOGGER_FRAMES),
        REJECTED(2, Topics.LOGGER_FRAMES_REJECTED),
        COMMAND_STATUS(3, Topics.LOGGER_COMMAND_STATUS),
        /**
         * Says that the door listens, and that every frame which it received before this record's receipt stands before this record, in each
         * partition: who has read up to here knows who was silent. Written by the relay alone, never in the journal.
         */
        MARK(4, Topics.LOGGER_FRAMES);

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
            throw new IllegalArgumentException("damaged frame record: kind=" + code + ", expected 1 to 4");
        }

        public String topic() {
            return topic;
        }
    }

    public byte[] encode() {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        byte[] encoded = blank(kind, keyBytes, receivedAtMillis, doorId, payload.length);
        stampJournalIndex(encoded, journalIndex);
        System.arraycopy(payload, 0, encoded, HEADER_BYTES + keyBytes.length, payload.length);
        return encoded;
    }

    /**
     * An encoded record whose payload is still to be written, from {@link #payloadOffset} to its end. Its journal index is 0.
     *
     * @param key a serial number in UTF-8
     */
    public static byte[] blank(Kind kind, byte[] key, long receivedAtMillis, int doorId, int payloadBytes) {
        ByteBuffer out =
                ByteBuffer.allocate(HEADER_BYTES + key.length + payloadBytes).order(ByteOrder.LITTLE_ENDIAN);
        out.put(LAYOUT).put(kind.code).putShort((short) key.length);
        return out.putInt(doorId).putLong(receivedAtMillis).putLong(0).put(key).array();
    }

    /**
     * Where the payload of an encoded record begins.
     *
     * @throws IllegalArgumentException when the bytes are no such record
     */
    public static int payloadOffset(byte[] encoded) {
        return HEADER_BYTES + keyLength(wrap(encoded));
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException when the bytes are no such record
     */
    public static FrameRecord decode(byte[] bytes) {
        ByteBuffer in = wrap(bytes);
        int payloadOffset = HEADER_BYTES + keyLength(in);
        return new FrameRecord(
                kindOf(bytes),
                new String(bytes, HEADER_BYTES, keyLength(in), StandardCharsets.UTF_8),
                in.getLong(RECEIVED_AT_OFFSET),
                in.getInt(DOOR_ID_OFFSET),
                in.getLong(JOURNAL_INDEX_OFFSET),
                Arrays.copyOfRange(bytes, payloadOffset, bytes.length));
    }

    /**
     * Writes the journal index into an encoded record, in place.
     *
     * @throws IllegalArgumentException when the bytes are no such record
     */
    public static void stampJournalIndex(byte[] encoded, long journalIndex) {
        wrap(encoded).putLong(JOURNAL_INDEX_OFFSET, journalIndex);
    }

    /**
     * Names a receipt among those of all doors.
     *
     * @param journalIndex of the entry in the door's journal
     */
    public record Receipt(int doorId, long journalIndex) {

        private static final Pattern TEXT = Pattern.compile("([0-9a-f]{1,8})-([0-9a-f]{1,16})");

        /** For people and programs to keep, such as {@code 8c3f01aa-4f2a00000017}: door and index in hexadecimal. */
        public String text() {
            return Integer.toHexString(doorId) + "-" + Long.toHexString(journalIndex);
        }

        /**
         * Reads what {@link #text} wrote.
         *
         * @throws IllegalArgumentException when it is none
         */
        public static Receipt of(String text) {
            Matcher parts = TEXT.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no receipt, such as 8c3f01aa-4f2a00000017: two numbers in hexadecimal");
            }
            return new Receipt(
                    Integer.parseUnsignedInt(parts.group(1), 16), Long.parseUnsignedLong(parts.group(2), 16));
        }
    }

    /**
     * The receipt of an encoded record, without decoding the rest.
     *
     * @throws IllegalArgumentException when the bytes are no such record
     */
    public static Receipt receiptOf(byte[] encoded) {
        ByteBuffer in = wrap(encoded);
        return new Receipt(in.getInt(DOOR_ID_OFFSET), in.getLong(JOURNAL_INDEX_OFFSET));
    }

    /**
     * The kind of an encoded record, without decoding the rest.
     *
     * @throws IllegalArgumentException when the bytes are no such record
     */
    public static Kind kindOf(byte[] encoded) {
        return Kind.of(wrap(encoded).get(KIND_OFFSET));
    }

    /**
     * When an encoded record was received, without decoding the rest.
     *
     * @throws IllegalArgumentException when the bytes are no such record
     */
    public static long receivedAtMillisOf(byte[] encoded) {
        return wrap(encoded).getLong(RECEIVED_AT_OFFSET);
    }

    /**
     * The key of an encoded record as UTF-8 bytes, without decoding the rest.
     *
     * @throws IllegalArgumentException when the bytes are no such record
     */
    public static byte[] keyOf(byte[] encoded) {
        return Arrays.copyOfRange(encoded, HEADER_BYTES, HEADER_BYTES + keyLength(wrap(encoded)));
    }

    private static ByteBuffer wrap(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != LAYOUT) {
            throw new IllegalArgumentException("not a frame record: length=" + bytes.length + ", layout="
                    + (bytes.length == 0 ? "none" : bytes[0]) + ", expected layout=" + LAYOUT);
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int keyLength(ByteBuffer record) {
        int keyLength = Short.toUnsignedInt(record.getShort(KEY_LENGTH_OFFSET));
        if (keyLength > record.capacity() - HEADER_BYTES) {
            throw new IllegalArgumentException(
                    "damaged frame record: keyLength=" + keyLength + ", length=" + record.capacity());
        }
        return keyLength;
    }
}
