package io.busbar.query.http;

/**
 * The times of the rows of an answer as {@link Times#text(long)} writes them. One row follows the other in the same minute or soon after, so the text
 * of a minute is made once. Confined to one thread.
 */
final class RowTimes {

    private static final long MINUTE_MILLIS = 60_000;

    /** Behind a minute: {@code 36.123Z} at most. */
    private static final int REST_CHARS = 7;

    private long minute = Long.MIN_VALUE;
    private char[] text = new char[0];
    private int minuteChars;

    String text(long epochMillis) {
        long of = Math.floorDiv(epochMillis, MINUTE_MILLIS);
        if (of != minute) {
            begin(of);
        }
        int rest = (int) (epochMillis - of * MINUTE_MILLIS);
        int seconds = rest / 1_000;
        int millis = rest % 1_000;
        int at = minuteChars;
        text[at++] = digit(seconds / 10);
        text[at++] = digit(seconds % 10);
        if (millis != 0) {
            text[at++] = '.';
            text[at++] = digit(millis / 100);
            text[at++] = digit(millis / 10 % 10);
            text[at++] = digit(millis % 10);
        }
        text[at++] = 'Z';
        return new String(text, 0, at);
    }

    private void begin(long of) {
        String whole = Times.text(of * MINUTE_MILLIS); // ends with 00Z
        minuteChars = whole.length() - 3;
        text = new char[minuteChars + REST_CHARS];
        whole.getChars(0, minuteChars, text, 0);
        minute = of;
    }

    private static char digit(int value) {
        return (char) ('0' + value);
    }
}
