package io.busbar.query.http;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * The times of the rows of an answer as {@link Times#text(long)} writes them, without a formatter and a text for each. One row follows the other on the
 * same day or soon after, so that what a day begins with is written once. Confined to one thread.
 */
final class RowTimes {

    private static final long DAY_MILLIS = 86_400_000;

    /** {@code 2026-08-09T11:28:36.123Z}, with one more for a sign and five more digits of a year. */
    private static final int MAX_BYTES = 30;

    private final byte[] bytes = new byte[MAX_BYTES];
    private long day = Long.MIN_VALUE;
    private int dayBytes;
    private int length;

    String text(long epochMillis) {
        set(epochMillis);
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Writes a time into {@link #bytes}. */
    void set(long epochMillis) {
        long of = Math.floorDiv(epochMillis, DAY_MILLIS);
        if (of != day) {
            begin(of);
        }
        int millis = (int) (epochMillis - of * DAY_MILLIS);
        int seconds = millis / 1_000;
        length = dayBytes;
        twoDigits(seconds / 3_600, ':');
        twoDigits(seconds / 60 % 60, ':');
        int rest = millis % 1_000;
        twoDigits(seconds % 60, rest == 0 ? 'Z' : '.');
        if (rest != 0) {
            bytes[length++] = (byte) ('0' + rest / 100);
            twoDigits(rest % 100, 'Z');
        }
    }

    /** The characters of the time, {@link #length} of them from the first; others are not to be looked at. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private void begin(long of) {
        byte[] date = LocalDate.ofEpochDay(of).toString().getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(date, 0, bytes, 0, date.length);
        bytes[date.length] = 'T';
        dayBytes = date.length + 1;
        day = of;
    }

    private void twoDigits(int value, char behind) {
        bytes[length++] = (byte) ('0' + value / 10);
        bytes[length++] = (byte) ('0' + value % 10);
        bytes[length++] = (byte) behind;
    }
}
