package io.busbar.standalone.database;

import io.busbar.jobs.database.DatabaseConfig;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a database ready for this program, whatever server it is on: looks at the server, brings the tables to the schema, then stores them
 * as well as the server can. What is done already is not done again. Several processes may do this at once. Stateless.
 */
public final class DatabaseSchema {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseSchema.class);

    private DatabaseSchema() {}

    /** As {@link #prepare(DatabaseConfig, StorageOptions)} with the defaults. */
    public static StorageProfile prepare(DatabaseConfig config) throws IOException {
        return prepare(config, StorageOptions.defaults());
    }

    /**
     * Returns when the database can be used.
     *
     * @throws IOException with one line for the user, that says what is wrong and what to do
     */
    public static StorageProfile prepare(DatabaseConfig config, StorageOptions options) throws IOException {
        try (Connection session = DatabaseSession.open(config)) {
            require(config, session);
            if (!AdvisoryLock.PREPARE.tryTake(session)) {
                LOG.info("another process prepares the database, waiting for it");
                AdvisoryLock.PREPARE.take(session);
            }
            Migrations.run(config);
            return applyProfile(config, options);
        } catch (SQLException | FlywayException e) {
            throw DatabaseFailure.of(config, e);
        }
    }

    private static void require(DatabaseConfig config, Connection session) throws SQLException, IOException {
        var refusal = ProfileRule.refusal(
                ServerFacts.read(session), StoredProfile.read(session).orElse(null));
        if (refusal.isPresent()) {
            throw DatabaseFailure.of(config, refusal.get());
        }
    }

    /** On a session that begins after the extension was created: what a session has loaded it keeps. */
    private static StorageProfile applyProfile(DatabaseConfig config, StorageOptions options)
            throws SQLException, IOException {
        createExtension(config);
        try (Connection session = DatabaseSession.open(config)) {
            require(config, session);
            ServerFacts facts = ServerFacts.read(session);
            StorageProfile profile = facts.profile();
            ProfileStep.apply(session, profile, options);
            if (StoredProfile.write(session, profile, facts)) {
                LOG.info(
                        "storage profile: {}{} on PostgreSQL {}",
                        profile.label(),
                        profile == StorageProfile.PLAIN ? "" : " " + facts.installed(),
                        facts.version());
            }
            return profile;
        }
    }

    private static void createExtension(DatabaseConfig config) throws SQLException {
        try (Connection session = DatabaseSession.open(config)) {
            if (ServerFacts.read(session).offersExtension()) {
                ProfileStep.execute(session, "CREATE EXTENSION IF NOT EXISTS timescaledb");
            }
        } catch (SQLException e) {
            if (!"42501".equals(e.getSQLState())) {
                throw e;
            }
            LOG.warn(
                    "the server has TimescaleDB, but {} may not create it: tables stay plain until an administrator runs"
                            + " CREATE EXTENSION timescaledb in this database",
                    config.user());
        }
    }
}
