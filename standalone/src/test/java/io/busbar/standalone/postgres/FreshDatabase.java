package io.busbar.standalone.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A database with Busbar's schema for one test class: {@code @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();}.
 * All test classes of a run share one server; {@code -Dbusbar.test.server} says which. Safe for concurrent use after it is registered.
 */
public final class FreshDatabase implements BeforeAllCallback, AfterAllCallback {

    private @Nullable TestDatabase database;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        ServerKind kind = ServerKind.chosen();
        DatabaseServers.require(kind);
        DatabaseServer server = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(FreshDatabase.class))
                .getOrComputeIfAbsent(DatabaseServer.class, type -> start(kind), DatabaseServer.class);
        database = TestDatabase.create(server);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (database != null) {
            database.close();
        }
    }

    public String jdbcUrl() {
        return database().jdbcUrl();
    }

    public String user() {
        return database().user();
    }

    public String password() {
        return database().password();
    }

    public Connection connect() throws SQLException {
        return database().connect();
    }

    /** Where all tests keep the unpacked programs: unpacking takes seconds. */
    public static Path binaries() {
        return Path.of("target", "postgres").toAbsolutePath();
    }

    public TestDatabase database() {
        if (database == null) {
            throw new IllegalStateException("the database is not made: register the extension in a static field");
        }
        return database;
    }

    private static DatabaseServer start(ServerKind kind) {
        try {
            return kind.start();
        } catch (IOException e) {
            throw new IllegalStateException("the server for the tests does not start: " + kind, e);
        }
    }
}
