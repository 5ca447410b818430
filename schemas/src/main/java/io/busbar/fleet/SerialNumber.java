package io.busbar.fleet;

/**
 * What may serve as the serial number of a logger, BMS or pack. Nothing else is derived from the text: who belongs to whom is said
 * explicitly, never read from the serial number. Stateless.
 */
public final class SerialNumber {

    /** Letters, digits, dot, underscore and hyphen: safe in an MQTT topic, a URL path and a CSV cell as it is. */
    public static final String ALLOWED = "1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit";

    private static final int MAX_CHARS = 64;

    private SerialNumber() {}

    public static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > MAX_CHARS || !isLetterOrDigit(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            if (!mayFollow(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The same for the bytes of a text in ASCII. */
    public static boolean isValid(byte[] ascii, int from, int to) {
        if (from >= to || to - from > MAX_CHARS || !isLetterOrDigit((char) ascii[from])) {
            return false;
        }
        for (int i = from + 1; i < to; i++) {
            if (!mayFollow((char) ascii[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean mayFollow(char c) {
        return isLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
