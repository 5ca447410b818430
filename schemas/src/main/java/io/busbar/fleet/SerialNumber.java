package io.busbar.fleet;

import java.util.regex.Pattern;

/**
 * What may serve as the serial number of a logger, BMS or pack. Nothing else is derived from the text: who belongs to whom is said
 * explicitly, never read from the serial number. Stateless.
 */
public final class SerialNumber {

    /** Letters, digits, dot, underscore and hyphen: safe in an MQTT topic, a URL path and a CSV cell as it is. */
    public static final String ALLOWED = "1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit";

    private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private SerialNumber() {}

    public static boolean isValid(String text) {
        return PATTERN.matcher(text).matches();
    }
}
