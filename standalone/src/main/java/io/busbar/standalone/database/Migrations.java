package io.busbar.standalone.database;

import io.busbar.jobs.database.DatabaseConfig;
import java.io.IOException;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a database to the schema that this program knows. Stateless. */
final class Migrations {

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final String LOCATION = "classpath:db/migration";

    private Migrations() {}

    /**
     * Applies the migrations that the database lacks; when it lacks none, nothing happens. Several processes may do this at once.
     *
     * @throws IOException with one line for the user, when the database holds a newer schema
     * @throws FlywayException when a migration fails
     */
    static void run(DatabaseConfig config) throws IOException {
        Flyway flyway = Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(config.jdbcUrl(), config.user(), config.password())
                .locations(LOCATION)
                .failOnMissingLocations(true)
                // a schema that is not empty when we come: somebody else's functions and tables are no hindrance
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
        refuseNewerSchema(flyway, config);
        int applied = flyway.migrate().migrationsExecuted;
        if (applied > 0) {
            LOG.info("applied {} database migrations", applied);
        }
    }

    private static void refuseNewerSchema(Flyway flyway, DatabaseConfig config) throws IOException {
        MigrationInfo[] all = flyway.info().all();
        String newest = Arrays.stream(all)
                .filter(migration -> migration.getState().isResolved() && migration.isVersioned())
                .map(migration -> migration.getVersion().getVersion())
                .reduce("none", (older, newer) -> newer);
        for (MigrationInfo migration : all) {
            if (migration.getState().isApplied() && !migration.getState().isResolved() && migration.isVersioned()) {
                throw DatabaseFailure.of(
                        config,
                        "it has schema version " + migration.getVersion() + ", this Busbar knows up to " + newest
                                + ": run the newer Busbar, or name another database");
            }
        }
    }
}
