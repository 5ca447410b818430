package io.busbar.standalone.postgres;

import io.busbar.standalone.database.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A database with Busbar's schema for one test class: {@code @RegisterExtension static final FreshDatabase DATABASE = new FreshDatabase();}.
 * All test classes of a run share one server. Safe for concurrent use after it is registered.
 */
public final class FreshDatabase implements BeforeAllCallback {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private String jdbcUrl = "";
    private String password = "";

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Server server = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(FreshDatabase.class))
                .getOrComputeIfAbsent(Server.class, type -> Server.start(), Server.class);
        String name = "test_" + COUNT.incrementAndGet();
        password = server.postgres.password();
        jdbcUrl = server.postgres.jdbcUrl();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        jdbcUrl = server.postgres.jdbcUrl(name);
        Migrations.run(jdbcUrl, user(), password);
    }

    public String jdbcUrl() {
        return jdbcUrl;
    }

    public String user() {
        return "busbar";
    }

    public String password() {
        return password;
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, user(), password);
    }

    /** Where all tests keep the unpacked programs: unpacking takes seconds. */
    public static Path binaries() {
        return Path.of("target", "postgres").toAbsolutePath();
    }

    private record Server(EmbeddedPostgres postgres, Path directory) implements AutoCloseable {

        static Server start() {
            try {
                Path directory = Files.createTempDirectory("postgres-");
                PostgresOptions options = PostgresOptions.defaults().withBinaries(binaries());
                return new Server(EmbeddedPostgres.start(directory, options), directory);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            postgres.close();
            FolderTree.delete(directory);
        }
    }
}
