package io.busbar.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SampleTableTest {

    @Test
    void copiesIntoTheTableOrItsStaging() {
        assertThat(SampleTable.POINT_TEXT.copyInto())
                .isEqualTo("COPY point_text (device_id, point_id, time, precedence, value) FROM STDIN (FORMAT binary)");
        assertThat(SampleTable.POINT_TEXT.copyIntoStaging())
                .isEqualTo("COPY staging_point_text (device_id, point_id, time, precedence, value)"
                        + " FROM STDIN (FORMAT binary)");
        assertThat(SampleTable.POINT_TEXT.createStaging())
                .isEqualTo("CREATE TEMP TABLE IF NOT EXISTS staging_point_text ON COMMIT DELETE ROWS AS"
                        + " SELECT device_id, point_id, time, precedence, value FROM point_text WITH NO DATA");
        assertThat(SampleTable.POINT_TEXT.columnCount()).isEqualTo(5);
    }

    @Test
    void keepsOfAKeyTheRowOfTheGreatestPrecedence() {
        assertThat(SampleTable.POINT_TEXT.mergeStaging())
                .isEqualTo("INSERT INTO point_text AS old (device_id, point_id, time, precedence, value)"
                        + " SELECT DISTINCT ON (device_id, point_id, time) device_id, point_id, time, precedence, value"
                        + " FROM staging_point_text ORDER BY device_id, point_id, time, precedence DESC"
                        + " ON CONFLICT (device_id, point_id, time) DO UPDATE SET"
                        + " precedence = excluded.precedence, value = excluded.value"
                        + " WHERE excluded.precedence > old.precedence");
    }

    @Test
    void keepsTheFirstOfEqualRejections() {
        assertThat(SampleTable.ROW_REJECTION.mergeStaging())
                .endsWith("ORDER BY kafka_partition, kafka_offset, device_sn"
                        + " ON CONFLICT (kafka_partition, kafka_offset, device_sn) DO NOTHING");
    }
}
