package io.busbar.standalone.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until a server that is being started lets us in, and makes our database. Stateless. */
final class Readiness {

    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final long POLL_NANOS = Duration.ofMillis(25).toNanos();
    private static final long PROGRESS_NANOS = Duration.ofSeconds(5).toNanos();

    /** SQLSTATE class 28: the server is another one, or has another password. */
    private static final String INVALID_AUTHORIZATION = "28";

    private Readiness() {}

    /**
     * Returns when the database exists and takes connections.
     *
     * @throws IOException with one line for the user, when the server ended, refused our password, or took longer than the limit
     */
    static void await(Process server, ServerFolder folder, int port, String password, Duration limit)
            throws IOException {
        long started = System.nanoTime();
        long nextReport = started + PROGRESS_NANOS;
        while (true) {
            if (!server.isAlive()) {
                throw new IOException("PostgreSQL in " + folder.path() + " did not start: " + folder.complaint());
            }
            SQLException refusal;
            try (Connection connection = connect(port, password)) {
                createDatabase(connection);
                return;
            } catch (SQLException e) {
                refusal = e;
            }
            if (String.valueOf(refusal.getSQLState()).startsWith(INVALID_AUTHORIZATION)) {
                throw new IOException(
                        "PostgreSQL in " + folder.path() + " refuses the password in " + folder.passwordFile(),
                        refusal);
            }
            long now = System.nanoTime();
            if (now - started > limit.toNanos()) {
                throw new IOException(
                        "PostgreSQL in " + folder.path() + " was not ready within " + limit.toSeconds() + " s, see "
                                + folder.log(),
                        refusal);
            }
            if (now > nextReport) {
                nextReport = now + PROGRESS_NANOS;
                long seconds = Duration.ofNanos(now - started).toSeconds();
                LOG.info("waiting for PostgreSQL since {} s: {}", seconds, refusal.getMessage());
            }
            LockSupport.parkNanos(POLL_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("interrupted while PostgreSQL in " + folder.path() + " was starting");
            }
        }
    }

    private static Connection connect(int port, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", DatabaseCluster.USER);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "30");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", properties);
    }

    private static void createDatabase(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = 'busbar'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE busbar");
        }
    }
}
