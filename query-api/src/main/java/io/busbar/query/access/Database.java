package io.busbar.query.access;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.busbar.database.DatabaseTrouble;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * The bounded pool of connections, transactions around pieces of work, and what is heard of changes of rights. May be shared between threads.
 */
public final class Database implements AutoCloseable {

    private static final int MAX_CONNECTIONS = 16;
    private static final int MAX_TRIES = 3;
    private static final long WAIT_FOR_CONNECTION_MILLIS = 5_000;
    private static final int VALIDATION_SECONDS = 2;

    private final HikariDataSource pool;
    private final AccessChanges changes;
    private final LongAdder overtaken = new LongAdder();

    private Database(HikariDataSource pool, AccessChanges changes) {
        this.pool = pool;
        this.changes = changes;
    }

    /** Connects lazily: a database that is away now may come later. */
    public static Database at(String jdbcUrl, String user, String password) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("query-api");
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password);
        config.setAutoCommit(false);
        // most work reads, which then need not set it and have it set back
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        config.setMaximumPoolSize(MAX_CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(WAIT_FOR_CONNECTION_MILLIS);
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "busbar-query-api");
        config.addDataSourceProperty("logServerErrorDetail", "false"); // details quote values
        config.addDataSourceProperty("options", "-c statement_timeout=60000 -c TimeZone=UTC -c jit=off");
        return new Database(new HikariDataSource(config), AccessChanges.follow(jdbcUrl, user, password));
    }

    /** Runs the work in a read-only transaction that sees one state of the database throughout. */
    public <T> T read(Work<T> work) {
        return transaction(true, work);
    }

    /**
     * Runs the work in a transaction; it is undone when the work throws, and run anew when another transaction overtook it: what it looks at first is
     * then as that one left it. When it changes what rights depend on, nothing that this process remembers of them is used any more once this
     * returns.
     */
    public <T> T write(Work<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return transaction(false, work);
            } catch (DatabaseException e) {
                if (!e.overtaken()) {
                    throw e;
                }
                overtaken.increment();
                if (tries == MAX_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** How often a transaction failed for what another one did meanwhile. */
    public long overtaken() {
        return overtaken.sum();
    }

    /** Tells how many connections are in use, how long they are waited for and used: {@code hikaricp.connections.…}. Once. */
    public void meter(MeterRegistry metrics) {
        pool.setMetricRegistry(metrics);
    }

    /** Why the database cannot serve, empty when it takes connections and writes. */
    public Optional<DatabaseTrouble> trouble() {
        try (Connection connection = pool.getConnection()) {
            connection.setReadOnly(false);
            try (Statement statement = connection.createStatement()) {
                statement.setQueryTimeout(VALIDATION_SECONDS);
                try (ResultSet row = statement.executeQuery("SHOW transaction_read_only")) {
                    boolean isReadOnly = row.next() && row.getString(1).equals("on");
                    return isReadOnly ? Optional.of(DatabaseTrouble.READ_ONLY) : Optional.empty();
                }
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            return Optional.of(DatabaseTrouble.of(e.getSQLState()));
        }
    }

    /** Whether what was read of rights still holds. */
    public AccessChanges changes() {
        return changes;
    }

    @Override
    public void close() {
        changes.close();
        pool.close();
    }

    private <T> T transaction(boolean readOnly, Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            connection.setReadOnly(readOnly);
            if (!readOnly) {
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
            try {
                T result = work.run(connection);
                if (readOnly || !AccessChanges.isMadeBy(connection)) {
                    connection.commit();
                } else {
                    commitChange(connection);
                }
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** Who is told that it failed cannot know whether it did. */
    private void commitChange(Connection connection) throws SQLException {
        try {
            connection.commit();
        } finally {
            changes.moved();
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** What to do with a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }
}
