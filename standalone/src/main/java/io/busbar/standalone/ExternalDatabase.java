package io.busbar.standalone;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.client.CommandFailure;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server that somebody else runs, from a JDBC URL that may carry user and password. Stateless. */
public final class ExternalDatabase {

    private static final String PREFIX = "jdbc:postgresql:";

    private final DatabaseConfig config;

    private ExternalDatabase(DatabaseConfig config) {
        this.config = config;
    }

    public DatabaseConfig config() {
        return config;
    }

    /**
     * Takes user and password out of the URL, else from the environment.
     *
     * @throws CommandFailure when the URL is not one of PostgreSQL, or there is no user
     */
    public static ExternalDatabase of(String jdbcUrl, Map<String, String> environment) {
        if (!jdbcUrl.startsWith(PREFIX)) {
            throw new CommandFailure(
                    "--jdbc-url " + withoutQuery(jdbcUrl) + " is not like jdbc:postgresql://host:5432/database");
        }
        Map<String, String> parameters = parameters(jdbcUrl);
        String user = firstOf(parameters.remove("user"), environment.get("BUSBAR_DATABASE_USER"));
        String password = firstOf(parameters.remove("password"), environment.get("BUSBAR_DATABASE_PASSWORD"));
        if (user == null) {
            throw new CommandFailure("--jdbc-url names no user: add ?user=…&password=…"
                    + " or set BUSBAR_DATABASE_USER and BUSBAR_DATABASE_PASSWORD");
        }
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        parameters.forEach((name, value) -> query.add(name + "=" + value));
        return new ExternalDatabase(
                new DatabaseConfig(withoutQuery(jdbcUrl) + query, user, password == null ? "" : password));
    }

    private static Map<String, String> parameters(String jdbcUrl) {
        Map<String, String> parameters = new LinkedHashMap<>();
        int question = jdbcUrl.indexOf('?');
        if (question >= 0) {
            for (String part : jdbcUrl.substring(question + 1).split("&")) {
                String[] pair = part.split("=", 2);
                parameters.put(pair[0], pair.length == 1 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    private static String withoutQuery(String jdbcUrl) {
        int question = jdbcUrl.indexOf('?');
        return question < 0 ? jdbcUrl : jdbcUrl.substring(0, question);
    }

    private static @Nullable String firstOf(@Nullable String a, @Nullable String b) {
        return a != null ? a : b;
    }
}
