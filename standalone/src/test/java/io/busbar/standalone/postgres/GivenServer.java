package io.busbar.standalone.postgres;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's running server, such as {@code jdbc:postgresql://127.0.0.1:5432/postgres?user=postgres&password=secret}. Tests make databases
 * named {@code busbar_test_…} on it and drop them. Immutable.
 */
record GivenServer(String address, String mainDatabase, String parameters, String user, String password)
        implements DatabaseServer {

    static final String VARIABLE = "BUSBAR_TEST_JDBC_URL";

    private static final Pattern URL = Pattern.compile("(jdbc:postgresql://[^/?]+/)([^?]+)\\?(.+)");

    static @Nullable String url() {
        return System.getenv(VARIABLE);
    }

    /** The log-in is taken out of the URL, because a URL's own wins over the one that a test uses. */
    static GivenServer parse(String url) {
        Matcher parts = URL.matcher(url);
        String user = "";
        String password = "";
        List<String> others = new ArrayList<>();
        if (parts.matches()) {
            for (String parameter : parts.group(3).split("&")) {
                String value =
                        URLDecoder.decode(parameter.substring(parameter.indexOf('=') + 1), StandardCharsets.UTF_8);
                if (parameter.startsWith("user=")) {
                    user = value;
                } else if (parameter.startsWith("password=")) {
                    password = value;
                } else {
                    others.add(parameter);
                }
            }
        }
        if (user.isEmpty() || password.isEmpty()) {
            throw new IllegalArgumentException(VARIABLE + " is not of the form"
                    + " jdbc:postgresql://HOST:PORT/DATABASE?user=NAME&password=PASSWORD");
        }
        String parameters = others.isEmpty() ? "" : "?" + String.join("&", others);
        return new GivenServer(parts.group(1), parts.group(2), parameters, user, password);
    }

    @Override
    public String jdbcUrl(String database) {
        return address + database + parameters;
    }

    /** The server is not ours to stop. */
    @Override
    public void close() {}
}
