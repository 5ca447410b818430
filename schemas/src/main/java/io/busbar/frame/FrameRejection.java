package io.busbar.frame;

/**
 * Why a frame was refused: the reason for counters and reason codes, the detail for the person who mends the logger. Immutable.
 *
 * @param detail which field, which value, what is allowed. It may quote what a stranger sent, so it is made fit for logs and protocols:
 *     at most {@link #MAX_DETAIL_CHARS} characters; control characters and halves of surrogate pairs are replaced by U+FFFD
 */
public record FrameRejection(Reason reason, String detail) {

    public static final int MAX_DETAIL_CHARS = 512;

    private static final int REPLACEMENT = 0xFFFD;
    private static final String CUT = "…";

    public FrameRejection {
        detail = presentable(detail);
    }

    static FrameRejection malformed(String detail) {
        return new FrameRejection(Reason.MALFORMED, detail);
    }

    static FrameRejection outOfRange(String what, long value, long least, long most) {
        return new FrameRejection(
                Reason.VALUE_OUT_OF_RANGE, what + " out of range: " + value + ", allowed: " + least + " to " + most);
    }

    private static String presentable(String text) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_DETAIL_CHARS));
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            if (out.length() + Character.charCount(character) > MAX_DETAIL_CHARS - CUT.length() && i < text.length()) {
                return out.append(CUT).toString();
            }
            out.appendCodePoint(isPresentable(character) ? character : REPLACEMENT);
        }
        return out.toString();
    }

    private static boolean isPresentable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** One per counter. */
    public enum Reason {
        MALFORMED("malformed"),
        TOO_LARGE("too-large"),
        CHECKSUM("checksum"),
        UNSUPPORTED_VERSION("unsupported-version"),
        WRONG_LOGGER("wrong-logger"),
        VALUE_OUT_OF_RANGE("value-out-of-range"),
        TIME_MISSING("time-missing"),
        TIME_OUT_OF_RANGE("time-out-of-range"),
        UNKNOWN_DEVICE_TYPE("unknown-device-type"),
        DUPLICATE_DEVICE("duplicate-device"),
        DUPLICATE_POINT("duplicate-point"),
        WRONG_TOPIC("wrong-topic"),
        UNKNOWN_LOGGER("unknown-logger"),
        BAD_KEY("bad-key");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** Stable text for topics, metrics and clients. */
        public String code() {
            return code;
        }
    }
}
