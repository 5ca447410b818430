package io.busbar.query.mail;

/**
 * A letter to one person, in plain text. Immutable.
 *
 * @param to an e-mail address
 * @param code what the person is to type, also in the text; empty where there is nothing to type
 */
public record Letter(String to, String subject, String text, String code) {

    public Letter {
        if (to.isBlank() || to.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("no e-mail address");
        }
        if (subject.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("subject of more than one line");
        }
    }

    /** Without the person and the secret. */
    @Override
    public String toString() {
        return "Letter[" + subject + "]";
    }
}
