package io.busbar.standalone.database.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.standalone.postgres.FreshDatabase;
import java.util.SortedSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("storage")
final class RetentionIT {

    @RegisterExtension
    static final FreshDatabase DATABASE = new FreshDatabase();

    private final OldSamples samples = new OldSamples(DATABASE::connect);

    @BeforeEach
    void refills() throws Exception {
        samples.refill();
    }

    @Test
    void removesNothingUntilSomebodySetsIt() throws Exception {
        assertThat(samples.run("2030-01-01T00:00:00Z")).isEmpty();
        samples.keep(RetainedTable.POINT_TEXT, 5, null);
        samples.run("2026-03-11T12:00:00Z");
        assertThat(samples.value("SELECT count(*) FROM bms_sample")).isEqualTo("2880");
        assertThat(samples.value("SELECT count(*) FROM point_text")).isEqualTo("5");
    }

    @Test
    void removesWholeDaysAndKeepsTheirBuckets() throws Exception {
        samples.keep(RetainedTable.BMS_SAMPLE, 5, null);
        assertThat(samples.run("2026-03-11T12:00:00Z"))
                .contains("bms_sample 2026-03-01: 288 rows frozen", "bms_sample 2026-03-05: 288 rows frozen")
                .anyMatch(line ->
                        line.startsWith("bms_sample 2026-03-05") && line.endsWith("288 rows removed, 0 of them late"));
        assertThat(samples.value("SELECT min(time) = '2026-03-06T00:00Z' FROM bms_sample"))
                .isEqualTo("t");
        assertThat(samples.value("SELECT horizon = '2026-03-06T00:00Z' FROM storage_retention"))
                .isEqualTo("t");
        assertThat(samples.value("SELECT string_agg(DISTINCT series, ',') FROM frozen_bucket"))
                .isEqualTo("current_ma,diff_max_mv,soc_millipercent,span_mv,voltage_mv");
        assertThat(samples.value("SELECT sum(n) FROM frozen_bucket, unnest(count) n WHERE series = 'voltage_mv'"))
                .isEqualTo("1440");
        assertThat(samples.value("SELECT removed_rows || ' ' || late_rows || ' ' || (last_error IS NULL)"
                        + " FROM storage_retention"))
                .isEqualTo("1440 0 true");
        assertThat(samples.run("2026-03-11T18:00:00Z")).isEmpty();
    }

    /** A day, a week: the row goes with its chunk, wherever that ends. */
    @Test
    void reportsAndRemovesLateRowsAndLeavesFrozenBucketsAlone() throws Exception {
        samples.keep(RetainedTable.BMS_SAMPLE, 5, null);
        samples.run("2026-03-11T12:00:00Z");
        String frozen = frozen();
        SortedSet<String> left = samples.rows();
        samples.execute("INSERT INTO bms_sample SELECT 1, t, t, gen_random_uuid(), 0, 0, 1, 1, 1, null, null, 1, 1, 1"
                + " FROM generate_series('2026-03-02T00:00Z'::timestamptz, '2026-03-03T23:00Z', '1 hour') t");
        assertThat(samples.rows()).hasSize(left.size() + 48);

        samples.run("2026-03-11T13:00:00Z");
        assertThat(samples.rows()).isEqualTo(left);
        assertThat(frozen()).isEqualTo(frozen);
        assertThat(samples.value("SELECT late_rows FROM storage_retention")).isEqualTo("48");
        samples.run("2026-03-12T13:00:00Z");
        assertThat(samples.value("SELECT late_rows FROM storage_retention")).isEqualTo("48");
    }

    @Test
    void noticesARowThatIsReplacedBehindTheHorizon() throws Exception {
        samples.keep(RetainedTable.BMS_SAMPLE, 5, null);
        samples.execute("INSERT INTO storage_retention (table_name, keep, horizon)"
                + " VALUES ('bms_sample', '5 days', '2026-03-06T00:00Z')"
                + " ON CONFLICT (table_name) DO UPDATE SET horizon = excluded.horizon");
        for (int day = 1; day <= 5; day++) {
            samples.execute("INSERT INTO retention_slice SELECT 'bms_sample', '2026-03-0" + day + "', "
                    + RetainedTable.BMS_SAMPLE.fingerprint()
                    + " FROM bms_sample s WHERE (time AT TIME ZONE 'UTC')::date"
                    + " = '2026-03-0" + day + "'");
        }
        samples.execute("UPDATE bms_sample SET precedence = gen_random_uuid() WHERE bms_id = 1"
                + " AND time = '2026-03-04T10:00Z'");
        samples.run("2026-03-11T12:00:00Z");
        assertThat(samples.value("SELECT removed_rows || ' ' || late_rows FROM storage_retention"))
                .isEqualTo("1440 1");
    }

    @Test
    void removesFrozenBucketsWhenTheirTimeIsOver() throws Exception {
        samples.keep(RetainedTable.BMS_SAMPLE, 2, null);
        samples.keep(RetainedTable.FROZEN_BUCKET, 6, null);
        samples.run("2026-03-11T12:00:00Z");
        assertThat(samples.value("SELECT min(time) = '2026-03-05T00:00Z' FROM frozen_bucket"))
                .isEqualTo("t");
        assertThat(samples.value("SELECT max(until) = '2026-03-09T00:00Z' FROM frozen_bucket"))
                .isEqualTo("t");
    }

    private String frozen() throws Exception {
        return samples.value(
                "SELECT md5(string_agg(f::text, ';' ORDER BY device_id, time, series)) FROM frozen_bucket f");
    }
}
