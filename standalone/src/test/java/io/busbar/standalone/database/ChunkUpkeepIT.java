package io.busbar.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.postgres.DatabaseServers;
import io.busbar.standalone.postgres.ServerKind;
import io.busbar.standalone.postgres.TestDatabase;
import io.busbar.standalone.postgres.TimescaleServer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a server with so little memory that a small fleet fills it: 64 MB, a half of it for chunks being written. */
final class ChunkUpkeepIT {

    private static @Nullable TimescaleServer started;

    @BeforeAll
    static void startServer() throws Exception {
        DatabaseServers.require(ServerKind.TIMESCALEDB);
        started = TimescaleServer.start(List.of("shared_buffers=64MB"));
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (started != null) {
            started.close();
        }
    }

    @Test
    void shortensTheChunksOfAFastFleetAndLengthensThoseOfASlowOne() throws Exception {
        try (TestDatabase database = TestDatabase.create(server())) {
            assertThat(interval(database)).isEqualTo("1 day");
            // 10 packs every 10 s for a day: some 90 MB
            Sql.execute(database, pack("generate_series(1, 10) p, generate_series(1, 8640) i", "i * interval '10 s'"));
            upkeep(database);
            assertThat(interval(database)).isIn("08:00:00", "04:00:00");

            Sql.execute(database, "SELECT drop_chunks('pack_sample', newer_than => timestamptz '2000-01-01')");
            Sql.execute(database, pack("generate_series(1, 2) p, generate_series(1, 200) i", "i * interval '5 min'"));
            upkeep(database);
            assertThat(interval(database)).isEqualTo("8 days");
        }
    }

    @Test
    void leavesAnIntervalWhoseRateIsNotKnown() throws Exception {
        try (TestDatabase database = TestDatabase.create(server())) {
            upkeep(database);
            assertThat(interval(database)).isEqualTo("1 day");
        }
    }

    @Test
    void choosesTheFirstIntervalByTheRowsThatAreThere() throws Exception {
        server().restart(TimescaleServer.NOT_LOADED);
        try (TestDatabase database = TestDatabase.create(server())) {
            Sql.execute(database, pack("generate_series(1, 10) p, generate_series(1, 8640) i", "i * interval '10 s'"));
            server().restart(List.of("shared_buffers=64MB"));
            DatabaseSchema.prepare(database.config());
            assertThat(interval(database)).isIn("08:00:00", "04:00:00");
        } finally {
            server().restart(List.of("shared_buffers=64MB"));
        }
    }

    private static void upkeep(TestDatabase database) throws Exception {
        assertThat(StorageUpkeep.runOnce(database.config(), List.of(new ChunkUpkeep())))
                .isTrue();
    }

    /** All tables have the same. */
    private static String interval(TestDatabase database) throws Exception {
        return Sql.value(
                database,
                "SELECT string_agg(DISTINCT time_interval::text, ' and ') FROM timescaledb_information.dimensions");
    }

    /** Live rows: each chunk is created when its first row is observed. */
    private static String pack(String rows, String age) {
        return "INSERT INTO pack_sample (pack_id, time, received_at, precedence, flags, cells, temperatures, cells_used,"
                + " cells_expected) SELECT p, now() - " + age + ", now(), gen_random_uuid(), 0,"
                + " decode(repeat('0cf6', 300), 'hex'), '', 300, 300 FROM " + rows;
    }

    private static TimescaleServer server() {
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }
}
