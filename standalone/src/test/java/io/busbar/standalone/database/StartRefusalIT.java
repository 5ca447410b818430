package io.busbar.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.postgres.DatabaseServer;
import io.busbar.standalone.postgres.ServerKind;
import io.busbar.standalone.postgres.TestDatabase;
import io.busbar.standalone.storage.LoopbackPort;
import java.io.IOException;
import java.sql.SQLException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is wrong with a database, its user gets one line that says so and what to do. */
final class StartRefusalIT {

    private static @Nullable DatabaseServer server;
    private @Nullable TestDatabase created;

    @BeforeAll
    static void startServer() throws IOException {
        server = ServerKind.EMBEDDED.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server().close();
    }

    @BeforeEach
    void createDatabase() throws SQLException {
        created = TestDatabase.createEmpty(server());
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        database().close();
    }

    @Test
    void saysThatNoServerAnswers() throws Exception {
        String url = "jdbc:postgresql://127.0.0.1:" + LoopbackPort.free() + "/busbar";
        refusal(new DatabaseConfig(url, "busbar", "secret"))
                .hasMessage("cannot use the database " + url + " as busbar: no server answers (Connection refused):"
                        + " start it, or correct host and port in the URL");
    }

    @Test
    void saysThatThePasswordIsWrong() {
        refusal(new DatabaseConfig(database().jdbcUrl(), "busbar", "guess"))
                .hasMessageEndingWith(" as busbar: the server refuses user and password: correct them in the URL or in"
                        + " BUSBAR_DATABASE_USER and BUSBAR_DATABASE_PASSWORD")
                .hasMessageNotContaining("guess");
    }

    @Test
    void saysThatThePasswordIsMissing() {
        refusal(new DatabaseConfig(database().jdbcUrl(), "busbar", ""))
                .hasMessageContaining("password")
                .hasMessageEndingWith(": give it in the URL or in BUSBAR_DATABASE_PASSWORD");
    }

    @Test
    void saysThatTheUserIsUnknown() {
        refusal(new DatabaseConfig(database().jdbcUrl(), "nobody", "secret"))
                .hasMessageContaining(" as nobody: the server refuses user and password: correct them");
    }

    @Test
    void saysThatTheDatabaseDoesNotExist() {
        refusal(new DatabaseConfig(server().jdbcUrl("no_such"), server().user(), server().password()))
                .hasMessageEndingWith(
                        "database \"no_such\" does not exist: create it by CREATE DATABASE, or correct its"
                                + " name in the URL");
    }

    @Test
    void saysThatTheDatabaseIsReadOnly() throws Exception {
        Sql.execute(database(), "ALTER DATABASE " + database().name() + " SET default_transaction_read_only = on");
        refusal(database().config())
                .hasMessageEndingWith(": the database is read-only: set default_transaction_read_only to off for the"
                        + " server, the database and the user");
    }

    @Test
    void saysThatTheUserLacksARight() throws Exception {
        String user = "analyst_of_" + database().name();
        Sql.execute(database(), "CREATE ROLE " + user + " LOGIN PASSWORD 'secret'");
        try {
            refusal(new DatabaseConfig(database().jdbcUrl(), user, "secret"))
                    .hasMessageContaining(
                            " as " + user + ": the user lacks a right (permission denied for schema public")
                    .hasMessageEndingWith(
                            "): make it the owner of the database and its tables, or start once as their owner");
        } finally {
            Sql.execute(database(), "DROP ROLE " + user);
        }
    }

    /** The server's own error, raised where it would be: when the first table is made. */
    @Test
    void saysThatTheDiskIsFullAndLeavesNothingHalfDone() throws Exception {
        Sql.execute(
                database(),
                "CREATE FUNCTION fill_disk() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " IF to_regclass('pack_sample') IS NOT NULL THEN"
                        + " RAISE EXCEPTION USING ERRCODE = 'disk_full',"
                        + " MESSAGE = 'could not extend file \"base/5/1259\": No space left on device'; END IF; END $$",
                "CREATE EVENT TRIGGER full_disk ON ddl_command_start WHEN TAG IN ('CREATE TABLE')"
                        + " EXECUTE FUNCTION fill_disk()");
        refusal(database().config())
                .hasMessageEndingWith(": the disk of the server is full (could not extend file \"base/5/1259\":"
                        + " No space left on device): make room and start again");
        assertThat(Sql.value(database(), "SELECT to_regclass('pack_sample')")).isEqualTo("null");

        Sql.execute(database(), "DROP EVENT TRIGGER full_disk");
        assertThat(DatabaseSchema.prepare(database().config())).isEqualTo(StorageProfile.PLAIN);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refusal(DatabaseConfig config) {
        return assertThatThrownBy(() -> DatabaseSchema.prepare(config))
                .isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private static DatabaseServer server() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server;
    }

    private TestDatabase database() {
        if (created == null) {
            throw new IllegalStateException("not created");
        }
        return created;
    }
}
