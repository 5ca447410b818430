package io.busbar.fleet;

/**
 * What may serve as the serial number of a logger, BMS or pack. Nothing else is derived from the text: who belongs to whom is said
 * explicitly, never read from the serial number. Stateless.
 */
public final class SerialNumber {

    /** Letters, digits, dot, underscore and hyphen: safe in an MQTT topic, a URL path and a CSV cell as it is. */
    public static final String ALLOWED = "1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit";

    private static final int MAX_CHARS = 64;

    /** By character, ASCII. */
    private static final boolean[] MAY_BEGIN = new boolean[128];

    private static final boolean[] MAY_FOLLOW = new boolean[128];

    static {
        for (char c = 0; c < MAY_BEGIN.length; c++) {
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
        if (from >= to || to - from > MAX_CHARS || !isAmong(MAY_BEGIN, text[from])) {
            return false;
        }
        for (int i = from + 1; i < to; i++) {
            if (!isAmong(MAY_FOLLOW, text[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAmong(boolean[] allowed, int c) {
        return c >= 0 && c < allowed.length && allowed[c];
    }
}
