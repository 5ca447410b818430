package io.busbar.alarm;

/** What people may write about an alarm. Stateless. */
final class Words {

    static final int MAX_WHO_CHARS = 128;

    private Words() {}

    static void require(String field, String text, int min, int max) {
        if (text.strip().length() < min || text.length() > max) {
            throw new IllegalArgumentException(field + " of " + text.length() + " characters, allowed: " + min + " to "
                    + max + (min > 0 ? ", not only blanks" : ""));
        }
    }
}
