package io.busbar.query.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a file that is asked for, RFC 9110 §14. Immutable.
 *
 * @param from first byte
 * @param length 0 when the file is empty
 */
record FileRange(long from, long length, boolean isPart) {

    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** Null when no byte of the file lies in it; several ranges are answered with all of the file. */
    static @Nullable FileRange of(@Nullable String header, long fileBytes) {
        Matcher one = ONE.matcher(header == null ? "" : header);
        if (!one.matches() || (one.group(1).isEmpty() && one.group(2).isEmpty())) {
            return new FileRange(0, fileBytes, false);
        }
        if (one.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(one.group(2)), fileBytes);
            return last == 0 ? null : new FileRange(fileBytes - last, last, true);
        }
        long from = Long.parseLong(one.group(1));
        long to = one.group(2).isEmpty() ? fileBytes - 1 : Math.min(Long.parseLong(one.group(2)), fileBytes - 1);
        if (from >= fileBytes || to < from) {
            return null;
        }
        return new FileRange(from, to - from + 1, true);
    }
}
