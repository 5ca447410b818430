package io.busbar.query.access.account;

import java.util.Locale;
import java.util.regex.Pattern;

/** E-mail addresses as they are taken and compared. Stateless. */
public final class EmailAddress {

    public static final int MAX_LENGTH = 254;

    /** In words, for messages. */
    public static final String ALLOWED = "an e-mail address such as jo@example.org, in ASCII";

    /** The atoms of RFC 5322 without the slash, and a host name. */
    private static final Pattern FORM = Pattern.compile(
            "[a-z0-9!#$%&'*+=?^_`{|}~-]+(\\.[a-z0-9!#$%&'*+=?^_`{|}~-]+)*@[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    private EmailAddress() {}

    public static boolean isValid(String text) {
        return text.length() <= MAX_LENGTH
                && text.indexOf('@') <= 64
                && FORM.matcher(normal(text)).matches();
    }

    /** In lower case: two addresses that differ only in that are one. */
    public static String normal(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
