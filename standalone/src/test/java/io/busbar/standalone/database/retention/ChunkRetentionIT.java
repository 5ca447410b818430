package io.busbar.standalone.database.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.postgres.DatabaseServer;
import io.busbar.standalone.postgres.DatabaseServers;
import io.busbar.standalone.postgres.ServerKind;
import io.busbar.standalone.postgres.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Properties;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks that are wider than a day, and answers that still read a chunk. */
final class ChunkRetentionIT {

    private static @Nullable DatabaseServer server;

    private @Nullable TestDatabase database;

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void startsAServer() throws Exception {
        DatabaseServers.require(ServerKind.TIMESCALEDB);
        server = ServerKind.TIMESCALEDB.start();
    }

    @AfterAll
    static void stopsIt() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void makesADatabase() throws Exception {
        if (server != null) {
            database = TestDatabase.create(server);
        }
    }

    @AfterEach
    void dropsIt() throws Exception {
        if (database != null) {
            database.close();
        }
    }

    /** Chunks begin on 26 February and on 5 and 12 March. */
    @Test
    void keepsAChunkUntilAllOfItIsBehindTheHorizonAndFindsWhatCameLate() throws Exception {
        OldSamples samples = new OldSamples(database()::connect);
        samples.execute("SELECT set_chunk_time_interval('bms_sample', interval '7 days')");
        samples.refill();
        samples.keep(RetainedTable.BMS_SAMPLE, 2, folder);
        samples.run("2026-03-10T00:00:00Z");
        assertThat(samples.value("SELECT horizon = '2026-03-08Z' FROM storage_retention"))
                .isEqualTo("t");
        assertThat(samples.rows()).first().asString().startsWith("1,2026-03-05 00:00:00");

        samples.execute("INSERT INTO bms_sample VALUES (1, '2026-03-05T00:05Z', now(), gen_random_uuid(), 0, 0, 1)");
        samples.execute("UPDATE bms_sample SET precedence = gen_random_uuid() WHERE bms_id = 2"
                + " AND time = '2026-03-07T00:10Z'");
        SortedSet<String> before = samples.rows();
        samples.run("2026-03-10T12:00:00Z");
        assertThat(samples.rows()).isEqualTo(before);

        samples.run("2026-03-15T00:00:00Z");
        assertThat(samples.rows()).isEmpty();
        assertThat(OldSamples.exportedRows(folder)).containsAll(before);
        assertThat(samples.value("SELECT late_rows FROM storage_retention")).isEqualTo("2");
        assertThat(OldSamples.files(folder.resolve("bms_sample")))
                .extracting(file -> file.getFileName().toString())
                .contains("2026-03-05--2026-03-06.2.csv.gz", "2026-03-07--2026-03-08.2.csv.gz")
                .hasSize(12);
    }

    @Test
    void waitsForAnAnswerThatBeganBeforeTheHorizonMoved() throws Exception {
        OldSamples samples = new OldSamples(database()::connect);
        samples.refill();
        samples.keep(RetainedTable.BMS_SAMPLE, 5, null);
        Properties properties = new Properties();
        properties.setProperty("user", database().user());
        properties.setProperty("password", database().password());
        properties.setProperty("ApplicationName", "busbar-query-api");
        try (Connection reader = DriverManager.getConnection(database().jdbcUrl(), properties);
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            assertThat(count(statement, "storage_retention WHERE horizon IS NULL"))
                    .isEqualTo(1);

            CompletableFuture<Object> removing = CompletableFuture.supplyAsync(() -> {
                try {
                    return samples.run("2026-03-11T12:00:00Z");
                } catch (Exception e) {
                    return e;
                }
            });
            Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> samples.value(
                            "SELECT horizon = '2026-03-06Z' FROM storage_retention")
                    .equals("t"));
            assertThat(count(statement, "bms_sample")).isEqualTo(2_880);
            assertThat(count(statement, "storage_retention WHERE horizon IS NULL"))
                    .isEqualTo(1);
            assertThat(removing).isNotDone();
            reader.commit();
            assertThat(removing.get(1, TimeUnit.MINUTES)).asString().contains("288 rows removed");
        }
        assertThat(samples.rows()).hasSize(1_440);
    }

    private TestDatabase database() {
        if (database == null) {
            throw new IllegalStateException("no database");
        }
        return database;
    }

    private static long count(Statement statement, String from) throws Exception {
        try (ResultSet row = statement.executeQuery("SELECT count(*) FROM " + from)) {
            row.next();
            return row.getLong(1);
        }
    }
}
