package io.busbar.jobs.database;

import io.busbar.database.DatabaseTrouble;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits pieces of work on a connection of its own, however long the database is in trouble: it waits, connects anew and does the work
 * again, so that its caller stands still, and so does the intake before it. The work must have the same effect when it is done twice, for a
 * connection may be lost between a commit and its answer. Confined to one thread.
 */
public final class Transactions implements AutoCloseable {

    public static final String UNIQUE_VIOLATION = "23505";

    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    /** Of two writers that meet, the second finds the other's rows; who is refused more often than this meets nobody. */
    private static final int UNIQUE_VIOLATIONS_BY_CHANCE = 2;

    private final DatabaseConfig config;
    private final TroubleReport report;
    private @Nullable Connection connection;

    /** What is to be done in one transaction. */
    public interface Work {
        void in(Connection transaction) throws SQLException;
    }

    public Transactions(DatabaseConfig config) {
        this.config = config;
        this.report = TroubleReport.shared(config.jdbcUrl());
    }

    /**
     * Returns null when the work is committed, else why the database refuses its content.
     *
     * @throws InterruptedException when the job is cancelled while the database is in trouble
     */
    @Nullable
    public SQLException commit(Work work) throws InterruptedException {
        long pauseMillis = FIRST_PAUSE_MILLIS;
        int uniqueViolations = 0;
        while (true) {
            boolean isReused = connection != null;
            try {
                Connection open = connect();
                work.in(open);
                open.commit();
                reportOver();
                return null;
            } catch (SQLException e) {
                uniqueViolations += UNIQUE_VIOLATION.equals(e.getSQLState()) ? 1 : 0;
                if (isRefusal(e) || uniqueViolations > UNIQUE_VIOLATIONS_BY_CHANCE) {
                    undo();
                    reportOver();
                    return e;
                }
                disconnect();
                if (isReused && isEndOfSession(e)) {
                    continue; // it may have ended long ago, and a new one may be had at once
                }
                String line = report.met(this, e);
                if (line != null) {
                    LOG.warn(line);
                }
                Thread.sleep(pauseMillis);
                pauseMillis = Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    @Override
    public void close() {
        report.left(this);
        disconnect();
    }

    /**
     * Whether the failure speaks of the rows: data exception, integrity violation, view check, program limit, or what a trigger raised. All
     * others are the server's or of the way to it, also those of these classes that no content of a row brings about.
     */
    static boolean isRefusal(SQLException e) {
        String state = e.getSQLState();
        return state != null
                && state.matches("22...|23...|44...|54...|P0001")
                && DatabaseTrouble.of(state) == DatabaseTrouble.UNKNOWN;
    }

    private static boolean isEndOfSession(SQLException e) {
        DatabaseTrouble trouble = DatabaseTrouble.of(e.getSQLState());
        return trouble == DatabaseTrouble.SHUT_DOWN || trouble == DatabaseTrouble.GONE;
    }

    private void reportOver() {
        String line = report.over(this);
        if (line != null) {
            LOG.info(line);
        }
    }

    private Connection connect() throws SQLException {
        if (connection == null || connection.isClosed()) {
            Properties properties = new Properties();
            properties.setProperty("user", config.user());
            properties.setProperty("password", config.password());
            properties.setProperty("ApplicationName", "busbar-stream-jobs");
            properties.setProperty("connectTimeout", "10");
            // Below the time after which Flink ends a process whose task does not heed its cancellation.
            properties.setProperty("socketTimeout", "60");
            properties.setProperty("tcpKeepAlive", "true");
            connection = DriverManager.getConnection(config.jdbcUrl(), properties);
            connection.setAutoCommit(false);
        }
        return connection;
    }

    /** A refusal leaves the connection whole: only the transaction is void. */
    private void undo() {
        try {
            if (connection != null) {
                connection.rollback();
            }
        } catch (SQLException e) {
            LOG.debug("undoing a refused transaction: {}", e.getMessage());
            disconnect();
        }
    }

    /** A session keeps the settings it began with, such as being read-only: after trouble it is never used again. */
    private void disconnect() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debug("closing a broken connection: {}", e.getMessage());
            }
            connection = null;
        }
    }
}
