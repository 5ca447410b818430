package io.busbar.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.postgres.DatabaseServers;
import io.busbar.standalone.postgres.ServerKind;
import io.busbar.standalone.postgres.TestDatabase;
import io.busbar.standalone.postgres.TimescaleServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server that learns to be TimescaleDB, or forgets it, below a database with rows. */
final class ProfileUpgradeIT {

    private static final List<String> LOADED = List.of();
    private static @Nullable TimescaleServer started;

    @BeforeAll
    static void startServer() throws Exception {
        DatabaseServers.require(ServerKind.TIMESCALEDB);
        started = TimescaleServer.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (started != null) {
            started.close();
        }
    }

    @Test
    void movesTheRowsOfPlainTablesIntoChunks() throws Exception {
        server().restart(TimescaleServer.NOT_LOADED);
        try (TestDatabase database = TestDatabase.createEmpty(server())) {
            assertThat(DatabaseSchema.prepare(database.config())).isEqualTo(StorageProfile.PLAIN);
            SampleRows.insert(database, "2026-03-01", "2026-03-21");
            Map<StorageTable, String> before = fingerprints(database);

            server().restart(LOADED);
            assertThat(DatabaseSchema.prepare(database.config())).isEqualTo(StorageProfile.TIMESCALE_APACHE);

            assertThat(fingerprints(database)).isEqualTo(before);
            assertThat(Sql.value(
                            database,
                            "SELECT count(DISTINCT hypertable_name) || ' ' || bool_and(range_end - range_start = '8 days')"
                                    + " FROM timescaledb_information.chunks"))
                    .isEqualTo("5 true");
            assertThat(Sql.value(database, "SELECT string_agg(profile, ' ' ORDER BY id) FROM storage_profile"))
                    .isEqualTo("PLAIN TIMESCALE_APACHE");
        }
    }

    /** Only where the files of the Community edition are, which no package brings. */
    @Test
    void movesUpFromTheApacheToTheCommunityEditionAndNotBack() throws Exception {
        List<String> community = List.of("timescaledb.license=timescale");
        server().restart(List.of("timescaledb.license=apache"));
        try (TestDatabase database = TestDatabase.create(server())) {
            assumeTrue(
                    !Sql.value(
                                    database,
                                    "SELECT count(*) FROM pg_ls_dir((SELECT setting FROM pg_config WHERE name ="
                                            + " 'PKGLIBDIR')) f WHERE f LIKE 'timescaledb-tsl-%'")
                            .equals("0"),
                    "the TimescaleDB server has the Apache edition alone");
            SampleRows.insert(database, "2026-03-01", "2026-03-04");
            Map<StorageTable, String> before = fingerprints(database);

            server().restart(community);
            assertThat(DatabaseSchema.prepare(database.config())).isEqualTo(StorageProfile.TIMESCALE_COMMUNITY);
            Sql.execute(database, "SELECT compress_chunk(c) FROM show_chunks('pack_sample') c");
            assertThat(fingerprints(database)).isEqualTo(before);
            assertThat(Sql.value(database, "SELECT string_agg(profile, ' ' ORDER BY id) FROM storage_profile"))
                    .isEqualTo("TIMESCALE_APACHE TIMESCALE_COMMUNITY");

            server().restart(List.of("timescaledb.license=apache"));
            refuses(
                    database,
                    "now the edition is apache: install the Community edition, set timescaledb.license ="
                            + " 'timescale' in postgresql.conf and restart the server");
        } finally {
            server().restart(LOADED);
        }
    }

    @Test
    void changesNothingWhenItIsRunAgain() throws Exception {
        try (TestDatabase database = TestDatabase.create(server())) {
            SampleRows.insert(database, "2026-03-01", "2026-03-04");
            String before = catalogue(database);
            DatabaseSchema.prepare(database.config());
            assertThat(catalogue(database)).isEqualTo(before);
        }
    }

    @Test
    void takesAnExtensionThatWasThereBeforeTheFirstStart() throws Exception {
        try (TestDatabase database = TestDatabase.createEmpty(server())) {
            Sql.execute(database, "CREATE EXTENSION timescaledb", "CREATE TABLE somebody_elses (id integer)");
            assertThat(DatabaseSchema.prepare(database.config())).isEqualTo(StorageProfile.TIMESCALE_APACHE);
            assertThat(Sql.value(database, "SELECT count(*) FROM timescaledb_information.hypertables"))
                    .isEqualTo("5");
        }
    }

    @Test
    void letsSeveralProcessesPrepareOneDatabase() throws Exception {
        try (TestDatabase database = TestDatabase.createEmpty(server())) {
            List<CompletableFuture<StorageProfile>> preparing =
                    List.of(inBackground(database), inBackground(database), inBackground(database));
            for (CompletableFuture<StorageProfile> one : preparing) {
                assertThat(one.join()).isEqualTo(StorageProfile.TIMESCALE_APACHE);
            }
            assertThat(Sql.value(database, "SELECT count(*) FROM timescaledb_information.hypertables"))
                    .isEqualTo("5");
            assertThat(Sql.value(database, "SELECT count(*) FROM storage_profile"))
                    .isEqualTo("1");
        }
    }

    @Test
    void refusesHypertablesWhoseExtensionTheServerDoesNotLoad() throws Exception {
        try (TestDatabase database = TestDatabase.create(server())) {
            String version = Sql.value(database, "SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'");
            server().restart(TimescaleServer.NOT_LOADED);
            try {
                refuses(
                        database,
                        "it uses TimescaleDB " + version + ", which the server does not load: add timescaledb to"
                                + " shared_preload_libraries in postgresql.conf and restart the server");
            } finally {
                server().restart(LOADED);
            }
            assertThat(DatabaseSchema.prepare(database.config())).isEqualTo(StorageProfile.TIMESCALE_APACHE);
        }
    }

    @Test
    void refusesTablesThatWereHypertablesOnAnotherServer() throws Exception {
        server().restart(TimescaleServer.NOT_LOADED);
        try (TestDatabase database = TestDatabase.create(server())) {
            Sql.execute(
                    database,
                    "INSERT INTO storage_profile (profile, server_version, extension_version)"
                            + " VALUES ('TIMESCALE_APACHE', '17.11', '2.19.3')");
            refuses(
                    database,
                    "it was prepared for TimescaleDB, Apache edition 2.19.3, which the server does not have:"
                            + " install and load that one, or, if its tables were moved here as plain ones, say so by"
                            + " DELETE FROM storage_profile");
            Sql.execute(database, "DELETE FROM storage_profile");
            assertThat(DatabaseSchema.prepare(database.config())).isEqualTo(StorageProfile.PLAIN);
        } finally {
            server().restart(LOADED);
        }
    }

    @Test
    void refusesToGoOnWithALesserEdition() throws Exception {
        try (TestDatabase database = TestDatabase.create(server())) {
            Sql.execute(
                    database,
                    "INSERT INTO storage_profile (profile, server_version, extension_version)"
                            + " VALUES ('TIMESCALE_COMMUNITY', '17.11', '2.18.0')");
            refuses(
                    database,
                    "it was prepared for TimescaleDB, Community edition 2.18.0, now the edition is apache:"
                            + " install the Community edition, set timescaledb.license = 'timescale' in postgresql.conf and"
                            + " restart the server");
        }
    }

    @Test
    void refusesToGoOnWithAnOlderExtension() throws Exception {
        try (TestDatabase database = TestDatabase.create(server())) {
            Sql.execute(database, "UPDATE storage_profile SET extension_version = '99.0.1'");
            refuses(
                    database,
                    "install 99.0.1 or newer and run ALTER EXTENSION timescaledb UPDATE as the first statement"
                            + " of a session");
        }
    }

    @Test
    void saysThatTheFilesOfTheExtensionAreGone() throws Exception {
        try (TestDatabase database = TestDatabase.create(server())) {
            Sql.execute(database, "UPDATE pg_extension SET extversion = '99.0.1' WHERE extname = 'timescaledb'");
            refuses(
                    database,
                    "it uses a version of TimescaleDB whose files the server does not have (could not access"
                            + " file \"$libdir/timescaledb-99.0.1\": No such file or directory): install them, or run ALTER"
                            + " EXTENSION timescaledb UPDATE as the first statement of a session");
        }
    }

    @Test
    void staysPlainWhenTheUserMayNotCreateTheExtension() throws Exception {
        try (TestDatabase database = TestDatabase.createEmpty(server())) {
            String user = "tenant_of_" + database.name();
            Sql.execute(
                    database,
                    "CREATE ROLE " + user + " LOGIN PASSWORD 'secret'",
                    "GRANT ALL ON SCHEMA public TO " + user);
            DatabaseConfig tenant = new DatabaseConfig(database.jdbcUrl(), user, "secret");
            try {
                assertThat(DatabaseSchema.prepare(tenant)).isEqualTo(StorageProfile.PLAIN);
                Sql.execute(database, "CREATE EXTENSION timescaledb");
                assertThat(DatabaseSchema.prepare(tenant)).isEqualTo(StorageProfile.TIMESCALE_APACHE);
            } finally {
                Sql.execute(database, "DROP OWNED BY " + user + " CASCADE", "DROP ROLE " + user);
            }
        }
    }

    private static void refuses(TestDatabase database, String complaint) {
        assertThatThrownBy(() -> DatabaseSchema.prepare(database.config()))
                .hasMessageStartingWith(
                        "cannot use the database " + database.jdbcUrl() + " as " + database.user() + ": ")
                .hasMessageEndingWith(complaint)
                .hasMessageNotContaining("\n");
    }

    private static CompletableFuture<StorageProfile> inBackground(TestDatabase database) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return DatabaseSchema.prepare(database.config());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static Map<StorageTable, String> fingerprints(TestDatabase database) throws Exception {
        Map<StorageTable, String> fingerprints = new EnumMap<>(StorageTable.class);
        for (StorageTable table : StorageTable.values()) {
            fingerprints.put(table, SampleRows.fingerprint(database, table));
        }
        return fingerprints;
    }

    /** All chunks, intervals and profiles. */
    private static String catalogue(TestDatabase database) throws Exception {
        return Sql.value(
                database,
                "SELECT (SELECT string_agg(c::text, ',' ORDER BY chunk_name) FROM timescaledb_information.chunks c)"
                        + " || (SELECT string_agg(d::text, ',' ORDER BY hypertable_name) FROM"
                        + " timescaledb_information.dimensions d)"
                        + " || (SELECT string_agg(p::text, ',' ORDER BY id) FROM storage_profile p)");
    }

    private static TimescaleServer server() {
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }
}
