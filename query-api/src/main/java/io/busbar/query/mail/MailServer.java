package io.busbar.query.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The SMTP server that letters are handed to. Immutable.
 *
 * @param sender e-mail address that letters are from
 * @param user null to log in as nobody
 * @param password null to log in as nobody
 */
public record MailServer(
        String host, int port, Security security, String sender, @Nullable String user, @Nullable String password) {

    private static final int MAX_PORT = 65_535;
    private static final String TIMEOUT_MILLIS = "10000";

    /** How the connection is protected. Immutable. */
    public enum Security {
        /** Not at all: for a server on the same machine. */
        PLAIN(25),
        /** Begun in the clear, and given up when the server does not go over to TLS. */
        STARTTLS(587),
        /** TLS from the first byte. */
        TLS(465);

        private final int usualPort;

        Security(int usualPort) {
            this.usualPort = usualPort;
        }

        public int usualPort() {
            return usualPort;
        }

        /** As it is typed: {@code plain}, {@code starttls}, {@code tls}; null when it is none of these. */
        public static @Nullable Security ofWord(String word) {
            for (Security security : values()) {
                if (security.word().equals(word)) {
                    return security;
                }
            }
            return null;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException naming every problem */
    public MailServer {
        List<String> problems = new ArrayList<>();
        if (host.isBlank()) {
            problems.add("host is blank");
        }
        if (port < 1 || port > MAX_PORT) {
            problems.add("port outside 1 to " + MAX_PORT + ": " + port);
        }
        if (!sender.matches("[^@\\s<>]+@[^@\\s<>]+")) {
            problems.add("sender is no e-mail address: " + sender);
        }
        if ((user == null) != (password == null)) {
            problems.add("user and password go together");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("mail server: " + String.join("; ", problems));
        }
    }

    /** What Jakarta Mail calls it. */
    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", host);
        properties.setProperty("mail.smtp.port", Integer.toString(port));
        properties.setProperty("mail.smtp.from", sender);
        properties.setProperty("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.timeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.writetimeout", TIMEOUT_MILLIS);
        properties.setProperty("mail.smtp.auth", Boolean.toString(user != null));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.ssl.enable", Boolean.toString(security == Security.TLS));
        properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(security == Security.STARTTLS));
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(security == Security.STARTTLS));
        return properties;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "MailServer[" + host + ':' + port + ", " + security.word() + ", from " + sender + "]";
    }
}
