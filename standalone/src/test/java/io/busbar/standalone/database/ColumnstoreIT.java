package io.busbar.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.busbar.standalone.postgres.DatabaseServer;
import io.busbar.standalone.postgres.ServerKind;
import io.busbar.standalone.postgres.TestDatabase;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** On TimescaleDB's Community edition, which no package brings: only where {@code BUSBAR_TEST_JDBC_URL} names such a server. */
final class ColumnstoreIT {

    private @Nullable TestDatabase created;

    @BeforeEach
    void createDatabase() throws Exception {
        ServerKind.GIVEN.absence().ifPresent(why -> assumeTrue(false, why));
        DatabaseServer server = ServerKind.GIVEN.start();
        TestDatabase database = TestDatabase.create(server);
        created = database;
        assumeTrue(
                StorageStatus.read(database.config()).profile() == StorageProfile.TIMESCALE_COMMUNITY,
                "the given server is not TimescaleDB's Community edition");
    }

    @AfterEach
    void dropDatabase() throws SQLException {
        if (created != null) {
            created.close();
        }
    }

    @Test
    void segmentsTheColumnsByDeviceAndCompressesAfterAWeek() throws Exception {
        for (StorageTable table : StorageTable.values()) {
            assertThat(state(table))
                    .isEqualTo(new TableState(true, String.join(",", table.series()), "time", Duration.ofDays(7)));
        }
    }

    @Test
    void changesOnlyWhatIsAskedForWhenItIsRunAgain() throws Exception {
        String jobs = "SELECT string_agg(job_id || ' ' || (config ->> 'compress_after'), ',' ORDER BY job_id)"
                + " FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression'";
        String before = Sql.value(database(), jobs);
        DatabaseSchema.prepare(database().config());
        assertThat(Sql.value(database(), jobs)).isEqualTo(before);

        DatabaseSchema.prepare(database().config(), new StorageOptions(Duration.ofDays(30)));
        assertThat(Sql.value(database(), jobs)).contains(" 720:00:00").doesNotContain(" 168:00:00");
        assertThat(state(StorageTable.PACK_SAMPLE).columnstoreAfter()).isEqualTo(Duration.ofDays(30));
    }

    /** The policy is told to wait: it would compress these rows of long ago while they are being written. */
    @Test
    void givesBackTheSameRowsFromCompressedChunks() throws Exception {
        DatabaseSchema.prepare(database().config(), new StorageOptions(Duration.ofDays(36_500)));
        SampleRows.insert(database(), "2026-03-01", "2026-03-11");
        Sql.execute(
                database(),
                "INSERT INTO pack_sample (pack_id, time, received_at, precedence, flags, cells, temperatures, cells_used,"
                        + " cells_expected) SELECT 4, timestamptz '2026-03-05' + i * interval '10 s', now(),"
                        + " gen_random_uuid(), 0, decode(repeat('0cf6', 30), 'hex'), '\\x0866', 30, 30"
                        + " FROM generate_series(1, 8000) i");
        long plainBytes =
                StorageStatus.read(database().config()).tables().get(0).bytes();
        for (StorageTable table : StorageTable.values()) {
            String before = SampleRows.fingerprint(database(), table);
            compress(table);
            assertThat(SampleRows.fingerprint(database(), table)).isEqualTo(before);
        }
        StorageStatus status = StorageStatus.read(database().config());
        assertThat(status.tables()).allSatisfy(table -> {
            assertThat(table.compressedChunks()).isEqualTo(table.chunks()).isPositive();
            assertThat(table.newest()).isEqualTo("2026-03-11T00:00:00Z");
        });
        assertThat(status.tables().get(0).bytes()).isLessThan(plainBytes);
    }

    /** As the writer does it: a copy, and when that meets a row that is there, a merge in which the greater precedence wins. */
    @Test
    void takesLateRowsIntoCompressedChunks() throws Exception {
        SampleRows.insert(database(), "2026-03-01", "2026-03-02");
        compress(StorageTable.POINT_SAMPLE);
        copy("1\t2026-03-01 00:07:00+00\tffffffff-0000-0000-0000-000000000000\t{1}\t{8}\t\\N\n");
        assertThat(value("2026-03-01 00:07:00+00")).isEqualTo("8");

        String there = "2026-03-01 00:15:00+00";
        assertThatThrownBy(() -> copy("1\t" + there + "\tffffffff-0000-0000-0000-000000000000\t{1}\t{9}\t\\N\n"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
        merge("ffffffff-0000-0000-0000-000000000000", 9, there);
        assertThat(value(there)).isEqualTo("9");
        merge("00000000-0000-0000-0000-000000000000", 1, there);
        assertThat(value(there)).isEqualTo("9");
    }

    /** Each of them unpacks a thousand rows, all of them twice as many as one transaction may by default. */
    @Test
    void takesLateRowsOfManyDevicesInOneTransaction() throws Exception {
        Sql.execute(
                database(),
                "INSERT INTO point_sample SELECT device, timestamptz '2026-03-01' + i * interval '1 min',"
                        + " gen_random_uuid(), '{1}', ARRAY[i] FROM generate_series(1, 200) device, generate_series(1, 1000) i");
        compress(StorageTable.POINT_SAMPLE);
        String merge = "INSERT INTO point_sample AS old SELECT device, timestamptz '2026-03-01 01:00',"
                + " 'ffffffff-0000-0000-0000-000000000000', '{1}', '{-1}' FROM generate_series(1, 200) device"
                + " ON CONFLICT (device_id, time) DO UPDATE SET precedence = excluded.precedence,"
                + " value = excluded.value, quality = excluded.quality WHERE excluded.precedence > old.precedence";
        assertThatThrownBy(() -> Sql.execute(
                        database(), "SET timescaledb.max_tuples_decompressed_per_dml_transaction = 100000", merge))
                .hasMessageContaining("limit");
        Sql.execute(database(), merge);
        assertThat(Sql.value(database(), "SELECT count(*) FROM point_sample WHERE value = '{-1}'"))
                .isEqualTo("200");
    }

    private void copy(String rows) throws Exception {
        try (Connection connection = database().connect()) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY point_sample FROM STDIN",
                            new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private void merge(String precedence, long value, String time) throws SQLException {
        Sql.execute(
                database(),
                "INSERT INTO point_sample AS old VALUES (1, '" + time + "', '" + precedence + "', '{1}', '{" + value
                        + "}')"
                        + " ON CONFLICT (device_id, time) DO UPDATE SET precedence = excluded.precedence,"
                        + " value = excluded.value WHERE excluded.precedence > old.precedence");
    }

    private String value(String time) throws SQLException {
        return Sql.value(
                database(),
                "SELECT value FROM point_reading WHERE device_id = 1 AND point_id = 1 AND time = '" + time + "'");
    }

    private void compress(StorageTable table) throws SQLException {
        Sql.execute(database(), "SELECT compress_chunk(c) FROM show_chunks('" + table.tableName() + "') c");
    }

    private TableState state(StorageTable table) throws SQLException {
        try (Connection connection = database().connect()) {
            return TableState.read(connection, table);
        }
    }

    private TestDatabase database() {
        if (created == null) {
            throw new IllegalStateException("not created");
        }
        return created;
    }
}
