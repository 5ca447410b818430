package io.busbar.benchmarks;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.postgres.EmbeddedPostgres;
import io.busbar.standalone.postgres.PostgresOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL server of a benchmark, and a folder for everything that a benchmark keeps: Busbar's embedded server on an empty folder with
 * the settings that Busbar runs it with, or a given server. Closing ends the embedded server and deletes the folder. Confined to one thread.
 */
final class BenchServer implements AutoCloseable {

    private final BenchFolder folder;
    private final @Nullable EmbeddedPostgres embedded;
    private final DatabaseConfig config;

    private BenchServer(BenchFolder folder, @Nullable EmbeddedPostgres embedded, DatabaseConfig config) {
        this.folder = folder;
        this.embedded = embedded;
        this.config = config;
    }

    /** On a folder below {@code module/target}; {@code given} null takes the embedded server. */
    static BenchServer start(Path module, String benchmark, @Nullable DatabaseConfig given) throws IOException {
        BenchFolder folder = BenchFolder.create(module, benchmark);
        if (given != null) {
            return new BenchServer(folder, null, given);
        }
        EmbeddedPostgres postgres = EmbeddedPostgres.start(
                folder.path().resolve("postgres"),
                PostgresOptions.defaults().withBinaries(folder.path().resolveSibling("programs")));
        DatabaseConfig config = new DatabaseConfig(postgres.jdbcUrl(), postgres.user(), postgres.password());
        return new BenchServer(folder, postgres, config);
    }

    DatabaseConfig config() {
        return config;
    }

    Path folder() {
        return folder.path();
    }

    @Override
    public void close() throws IOException {
        if (embedded != null) {
            embedded.close();
        }
        folder.close();
    }
}
