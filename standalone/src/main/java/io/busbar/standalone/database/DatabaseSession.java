package io.busbar.standalone.database;

import io.busbar.jobs.database.DatabaseConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Opens the connections for the upkeep of a database: without a pool, under a name that the server's lists show. Stateless. */
public final class DatabaseSession {

    private static final String CONNECT_TIMEOUT_SECONDS = "10";

    private DatabaseSession() {}

    /** In auto-commit mode; without a limit for how long a statement takes, for moving a full table takes long. */
    public static Connection open(DatabaseConfig config) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", config.user());
        properties.setProperty("password", config.password());
        properties.setProperty("ApplicationName", "busbar-storage");
        properties.setProperty("connectTimeout", CONNECT_TIMEOUT_SECONDS);
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(config.jdbcUrl(), properties);
    }
}
