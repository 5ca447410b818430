package io.busbar.standalone.demo;

import io.busbar.standalone.client.PrivateProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The three people of the demo. Their passwords are made once and kept in a file of the data directory that only its owner can read, so
 * that every start can print them. Immutable.
 */
public record DemoLogIns(LogIn manager, LogIn operator, LogIn endUser) {

    private static final String FILE = "demo-log-ins.properties";
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int PASSWORD_LENGTH = 14;

    /** Who, and with which password. The password is not printed by accident. */
    public record LogIn(String email, String password) {

        @Override
        public String toString() {
            return email;
        }
    }

    /**
     * Those of this data directory; made when there are none.
     *
     * @param managerPassword chosen by the user; null to have one made
     */
    public static DemoLogIns of(Path dataDirectory, String managerEmail, @Nullable String managerPassword)
            throws IOException {
        PrivateProperties file = new PrivateProperties(dataDirectory.resolve(FILE));
        Properties passwords = file.read().orElseGet(Properties::new);
        if (passwords.isEmpty()) {
            SecureRandom random = new SecureRandom();
            for (String who : new String[] {"manager", "operator", "endUser"}) {
                passwords.setProperty(who, password(random));
            }
            if (managerPassword != null) {
                passwords.setProperty("manager", managerPassword);
            }
            file.write(passwords);
        }
        return new DemoLogIns(
                new LogIn(managerEmail, passwords.getProperty("manager")),
                new LogIn("operator@busbar.local", passwords.getProperty("operator")),
                new LogIn("enduser@busbar.local", passwords.getProperty("endUser")));
    }

    private static String password(SecureRandom random) {
        StringBuilder password = new StringBuilder(PASSWORD_LENGTH);
        for (int i = 0; i < PASSWORD_LENGTH; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }
}
