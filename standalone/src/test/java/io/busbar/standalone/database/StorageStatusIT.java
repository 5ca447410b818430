package io.busbar.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.postgres.FreshDatabase;
import io.busbar.standalone.postgres.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("storage")
final class StorageStatusIT {

    private static final Instant OLDEST = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant NEWEST = Instant.parse("2026-03-04T00:00:00Z");
    private static final int TIMES = 3 * 96 + 1;

    @RegisterExtension
    static final FreshDatabase DATABASE = new FreshDatabase();

    @Test
    void countsRowsValuesAndChunks() throws Exception {
        TestDatabase database = DATABASE.database();
        boolean plain = Sql.value(database, "SELECT count(*) FROM pg_extension WHERE extname = 'timescaledb'")
                .equals("0");
        assertThat(StorageStatus.read(database.config()).tables()).allSatisfy(table -> {
            assertThat(table.rows()).isZero();
            assertThat(table.oldest()).isNull();
            assertThat(table.bytesPerValue()).isNaN();
        });

        SampleRows.insert(database, OLDEST.toString(), NEWEST.toString());
        StorageStatus status = StorageStatus.read(database.config());

        assertThat(status.profile() == StorageProfile.PLAIN).isEqualTo(plain);
        assertThat(status.extensionVersion() == null).isEqualTo(plain);
        assertThat(status.tables()).hasSameSizeAs(StorageTable.values()).allSatisfy(table -> {
            assertThat(table.oldest()).isEqualTo(OLDEST);
            assertThat(table.newest()).isEqualTo(NEWEST);
            assertThat(table.exact()).isTrue();
            assertThat(table.chunks()).isEqualTo(plain ? null : 4);
            assertThat(table.chunkInterval()).isEqualTo(plain ? null : Duration.ofDays(1));
            assertThat(table.compressedChunks()).isZero();
            assertThat(table.keep()).isNull();
        });
        TableStatus packs = status.tables().get(0);
        assertThat(packs.rows()).isEqualTo(2 * TIMES);
        // two of three cells, one temperature, difference, used and expected cells
        assertThat(packs.values()).isEqualTo(2 * TIMES * 6L);
        assertThat(packs.bytes()).isGreaterThan(100L * packs.rows()).isLessThan(status.databaseBytes());
        assertThat(packs.bytesPerValue()).isCloseTo(packs.bytes() / (double) packs.values(), within(1e-9));
        assertThat(status.tables().get(1).values()).isEqualTo(TIMES * 2L);
        assertThat(status.tables().get(2).values()).isEqualTo(TIMES * 3L);
    }

    @Test
    void saysThatADatabaseIsNotOurs() throws Exception {
        try (TestDatabase empty = TestDatabase.createEmpty(DATABASE.database().server())) {
            assertThatThrownBy(() -> StorageStatus.read(empty.config()))
                    .hasMessageEndingWith(
                            ": it holds nothing of Busbar: start './busbar up' with this --jdbc-url once");
            DatabaseConfig wrong = new DatabaseConfig(empty.jdbcUrl(), empty.user(), "guess");
            assertThatThrownBy(() -> StorageStatus.read(wrong))
                    .hasMessageContaining("the server refuses user and password");
        }
    }
}
