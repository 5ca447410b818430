package io.busbar.standalone.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The embedded server of this program, in a folder that it does not survive: plain PostgreSQL. Immutable. */
record EmbeddedServer(EmbeddedPostgres postgres, Path folder) implements DatabaseServer {

    static EmbeddedServer start() throws IOException {
        Path folder = Files.createTempDirectory("postgres-");
        PostgresOptions options = PostgresOptions.defaults().withBinaries(FreshDatabase.binaries());
        return new EmbeddedServer(EmbeddedPostgres.start(folder, options), folder);
    }

    @Override
    public String jdbcUrl(String database) {
        return postgres.jdbcUrl(database);
    }

    @Override
    public String user() {
        return postgres.user();
    }

    @Override
    public String password() {
        return postgres.password();
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        FolderTree.delete(folder);
    }
}
