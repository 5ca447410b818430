package io.busbar.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProfilePlanTest {

    private static final StorageOptions WEEK = StorageOptions.defaults();

    @Test
    void leavesPlainTablesAsTheyAre() {
        for (StorageTable table : StorageTable.values()) {
            assertThat(plan(StorageProfile.PLAIN, table, TableState.PLAIN)).isEmpty();
        }
    }

    @Test
    void makesAHypertableOfAPlainTableWithItsRows() {
        assertThat(plan(StorageProfile.TIMESCALE_APACHE, StorageTable.PACK_SAMPLE, TableState.PLAIN))
                .containsExactly("SELECT create_hypertable('pack_sample', by_range('time', INTERVAL '14400 seconds'),"
                        + " create_default_indexes => false, if_not_exists => true, migrate_data => true)");
    }

    @Test
    void givesTheCommunityEditionItsColumnsByDeviceAndTime() {
        assertThat(plan(StorageProfile.TIMESCALE_COMMUNITY, StorageTable.POINT_SAMPLE, TableState.PLAIN))
                .containsExactly(
                        "SELECT create_hypertable('point_sample', by_range('time', INTERVAL '14400 seconds'),"
                                + " create_default_indexes => false, if_not_exists => true, migrate_data => true)",
                        "ALTER TABLE point_sample SET (timescaledb.enable_columnstore = true,"
                                + " timescaledb.segmentby = 'device_id', timescaledb.orderby = 'time')",
                        "CALL remove_columnstore_policy('point_sample', if_exists => true)",
                        "CALL add_columnstore_policy('point_sample', after => INTERVAL '604800 seconds')");
    }

    @Test
    void segmentsEveryTableByAllOfItsKeyButTheTime() {
        assertThat(List.of(StorageTable.values())).allSatisfy(table -> assertThat(
                        plan(StorageProfile.TIMESCALE_COMMUNITY, table, TableState.PLAIN))
                .anyMatch(sql -> sql.contains("timescaledb.segmentby = '" + String.join(", ", table.series()) + "'")));
    }

    @Test
    void doesNothingWhenAllIsAsItShouldBe() {
        TableState done = new TableState(true, "pack_id", "time", WEEK.columnstoreAfter());
        for (StorageProfile profile : StorageProfile.values()) {
            assertThat(plan(profile, StorageTable.PACK_SAMPLE, done)).isEmpty();
        }
    }

    @Test
    void replacesAPolicyWhoseAgeHasChanged() {
        TableState later = new TableState(true, "pack_id", "time", Duration.ofDays(30));
        assertThat(plan(StorageProfile.TIMESCALE_COMMUNITY, StorageTable.PACK_SAMPLE, later))
                .containsExactly(
                        "CALL remove_columnstore_policy('pack_sample', if_exists => true)",
                        "CALL add_columnstore_policy('pack_sample', after => INTERVAL '604800 seconds')");
    }

    private static List<String> plan(StorageProfile profile, StorageTable table, TableState state) {
        return ProfilePlan.statements(profile, table, state, Duration.ofHours(4), WEEK);
    }
}
