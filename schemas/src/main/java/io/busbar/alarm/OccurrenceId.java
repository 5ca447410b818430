package io.busbar.alarm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Names an occurrence of an alarm by what it is, so that a replay raises the same alarm and not a second one: the first 128 bits of the
 * SHA-256 of rule id, device serial number, number of the cell and raise time in ms as decimals, each followed by a line feed, in UTF-8, with
 * the version and variant bits of a UUID of version 8 (RFC 9562 §5.8). Its text form is that of every UUID, in small letters. Stateless.
 */
public final class OccurrenceId {

    private OccurrenceId() {}

    /** {@code cell} counts from 1, cells or probes; 0 when the alarm is of none. */
    public static UUID of(String ruleId, String deviceSerialNumber, int cell, long raisedAtMillis) {
        return digest(ruleId + '\n' + deviceSerialNumber + '\n' + cell + '\n' + raisedAtMillis + '\n');
    }

    static UUID digest(String text) {
        ByteBuffer hash;
        try {
            hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        long high = (hash.getLong() & ~0xF000L) | 0x8000L;
        long low = (hash.getLong() & ~(0xC0L << 56)) | 0x80L << 56;
        return new UUID(high, low);
    }
}
