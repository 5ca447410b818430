package io.busbar.fleet;

/**
 * What may serve as the serial number of a logger, BMS or pack. Nothing else is derived from the text: who belongs to whom is said
 * explicitly, never read from the serial number. Stateless.
 */
public final class SerialNumber {

    /** Letters, digits, dot, underscore and hyphen: safe in an MQTT topic, a URL path and a CSV cell as it is. */
    public static final String ALLOWED = "1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit";

    private static final int MAX_CHARS = 64;

    /** By what a byte can hold, so that every one has its place: all but ASCII is false. */
    private static final boolean[] MAY_BEGIN = new boolean[256];

    private static final boolean[] MAY_FOLLOW = new boolean[256];

    static {
        for (char c = 0; c < 128; c++) {
            MAY_BEGIN[c] = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            MAY_FOLLOW[c] = MAY_BEGIN[c] || c == '.' || c == '_' || c == '-';
        }
    }

    private SerialNumber() {}

    public static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > MAX_CHARS || !isAmong(MAY_BEGIN, text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            if (!isAmong(MAY_FOLLOW, text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The same for the bytes of a text. */
    public static boolean isValid(byte[] text, int from, int to) {
        if (from >= to || to - from > MAX_CHARS) {
            return false;
        }
        boolean isValid = MAY_BEGIN[text[from] & 0xFF];
        for (int i = from + 1; i < to; i++) {
            isValid &= MAY_FOLLOW[text[i] & 0xFF];
        }
        return isValid;
    }

    private static boolean isAmong(boolean[] allowed, char c) {
        return c < allowed.length && allowed[c];
    }
}
