package io.busbar.standalone;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.client.CommandFailure;
import io.busbar.standalone.client.PrivateProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Which database a running system uses, for commands on the same machine. Kept in a file of the data directory that only its owner can
 * read; written when the database is ready, deleted when the system stops. Immutable.
 */
record DatabaseLocation(DatabaseConfig config) {

    private static final String FILE = "database.properties";

    void write(Path dataDirectory) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("jdbcUrl", config.jdbcUrl());
        properties.setProperty("user", config.user());
        properties.setProperty("password", config.password());
        file(dataDirectory).write(properties);
    }

    static void delete(Path dataDirectory) throws IOException {
        file(dataDirectory).delete();
    }

    /**
     * Of the system that runs on this data directory.
     *
     * @throws CommandFailure when none does
     */
    static DatabaseLocation read(Path dataDirectory) throws IOException {
        Properties properties = file(dataDirectory)
                .read()
                .orElseThrow(() -> new CommandFailure("no Busbar runs on data directory " + dataDirectory
                        + ": start one with './busbar up', name another with --data, or a server with --jdbc-url"));
        return new DatabaseLocation(new DatabaseConfig(
                properties.getProperty("jdbcUrl"), properties.getProperty("user"), properties.getProperty("password")));
    }

    private static PrivateProperties file(Path dataDirectory) {
        return new PrivateProperties(dataDirectory.resolve(FILE));
    }
}
