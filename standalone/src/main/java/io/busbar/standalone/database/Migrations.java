package io.busbar.standalone.database;

import java.io.IOException;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a database to the schema that this program knows. Stateless. */
public final class Migrations {

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final String LOCATION = "classpath:db/migration";

    private Migrations() {}

    /**
     * Applies the migrations that the database lacks; when it lacks none, nothing happens. Several processes may do this at once.
     *
     * @throws IOException with one line for the user, when the database cannot be reached, holds a newer schema, or a migration fails
     */
    public static void run(String jdbcUrl, String user, String password) throws IOException {
        try {
            Flyway flyway = Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(jdbcUrl, user, password)
                    .locations(LOCATION)
                    .failOnMissingLocations(true)
                    .load();
            refuseNewerSchema(flyway, jdbcUrl);
            int applied = flyway.migrate().migrationsExecuted;
            if (applied > 0) {
                LOG.info("applied {} database migrations", applied);
            }
        } catch (FlywayException e) {
            throw new IOException("cannot prepare the database " + jdbcUrl + " as " + user + ": " + rootMessage(e), e);
        }
    }

    private static void refuseNewerSchema(Flyway flyway, String jdbcUrl) throws IOException {
        MigrationInfo[] all = flyway.info().all();
        String newest = Arrays.stream(all)
                .filter(migration -> migration.getState().isResolved() && migration.isVersioned())
                .map(migration -> migration.getVersion().getVersion())
                .reduce("none", (older, newer) -> newer);
        for (MigrationInfo migration : all) {
            if (migration.getState().isApplied() && !migration.getState().isResolved() && migration.isVersioned()) {
                throw new IOException("the database " + jdbcUrl + " has schema version " + migration.getVersion()
                        + ", this Busbar knows up to " + newest + ": run the newer Busbar, or name another database");
            }
        }
    }

    /** The innermost cause says what is wrong ("Connection refused"), in its first line. */
    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage())
                .lines()
                .findFirst()
                .orElse(root.getClass().getSimpleName());
    }
}
