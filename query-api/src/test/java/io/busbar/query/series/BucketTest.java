package io.busbar.query.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BucketTest {

    @ParameterizedTest
    @CsvSource({
        "5m, UTC,             2026-03-01T00:04:59.999Z, 2026-03-01T00:00:00Z, 2026-03-01T00:05:00Z",
        "1h, Asia/Kolkata,    2026-03-01T00:45:00Z,     2026-03-01T00:00:00Z, 2026-03-01T01:00:00Z",
        "1d, Asia/Shanghai,   2024-02-03T01:44:00Z,     2024-02-02T16:00:00Z, 2024-02-03T16:00:00Z",
        "1d, Europe/Berlin,   2026-03-29T12:00:00Z,     2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "1d, Europe/Berlin,   2026-10-25T12:00:00Z,     2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "1d, America/Asuncion,2023-10-01T12:00:00Z,     2023-10-01T04:00:00Z, 2023-10-02T03:00:00Z",
        "5m, UTC,             1969-12-31T23:59:59Z,     1969-12-31T23:55:00Z, 1970-01-01T00:00:00Z"
    })
    void beginsAndEndsWhereItsZoneSays(String word, String zone, Instant at, Instant start, Instant end) {
        Bucket bucket = Objects.requireNonNull(Bucket.ofWord(word));
        long startMillis = bucket.startMillis(at.toEpochMilli(), ZoneId.of(zone));
        assertThat(Instant.ofEpochMilli(startMillis)).isEqualTo(start);
        assertThat(Instant.ofEpochMilli(bucket.endMillis(startMillis, ZoneId.of(zone))))
                .isEqualTo(end);
        assertThat(bucket.startMillis(start.toEpochMilli(), ZoneId.of(zone))).isEqualTo(startMillis);
        assertThat(Bucket.RAW.startMillis(at.toEpochMilli(), ZoneOffset.UTC)).isEqualTo(at.toEpochMilli());
    }
}
