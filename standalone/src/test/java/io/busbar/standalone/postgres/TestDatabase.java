package io.busbar.standalone.postgres;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.database.DatabaseSchema;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A database of its own on a server that tests share; it is dropped when it is closed. Safe for concurrent use. */
public record TestDatabase(DatabaseServer server, String name) implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** With Busbar's schema. */
    public static TestDatabase create(DatabaseServer server) throws IOException, SQLException {
        TestDatabase database = createEmpty(server);
        DatabaseSchema.prepare(database.config());
        return database;
    }

    /** As an operator hands it over, before the first start. */
    public static TestDatabase createEmpty(DatabaseServer server) throws SQLException {
        String name = "busbar_test_" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
        execute(server, "CREATE DATABASE " + name);
        return new TestDatabase(server, name);
    }

    public DatabaseConfig config() {
        return new DatabaseConfig(jdbcUrl(), user(), password());
    }

    public String jdbcUrl() {
        return server.jdbcUrl(name);
    }

    public String user() {
        return server.user();
    }

    public String password() {
        return server.password();
    }

    public Connection connect() throws SQLException {
        return server.connect(name);
    }

    @Override
    public void close() throws SQLException {
        execute(server, "DROP DATABASE " + name + " WITH (FORCE)");
    }

    private static void execute(DatabaseServer server, String sql) throws SQLException {
        try (Connection connection = server.connect(server.mainDatabase());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
