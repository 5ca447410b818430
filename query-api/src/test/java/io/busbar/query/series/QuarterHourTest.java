package io.busbar.query.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class QuarterHourTest {

    /** Until 1979 the Line Islands were 10 h 40 min behind, until 1972 Liberia 44.5 min; no battery was read there. */
    private static final LocalDate FIRST = LocalDate.of(1980, 1, 1);

    private static final LocalDate LAST = LocalDate.of(2100, 1, 1);

    /** Midnights between two transitions are a day apart, so those around each transition stand for all. */
    @Test
    void dividesEveryDayOfEveryZone() {
        Set<String> others = new TreeSet<>();
        for (String id : ZoneId.getAvailableZoneIds()) {
            ZoneId zone = ZoneId.of(id);
            LocalDate day = FIRST;
            while (day.isBefore(LAST)) {
                for (int days = -2; days <= 2; days++) {
                    if (day.plusDays(days).atStartOfDay(zone).toEpochSecond() % 900 != 0) {
                        others.add(id + " " + day.plusDays(days));
                    }
                }
                ZoneOffsetTransition next = zone.getRules()
                        .nextTransition(day.plusDays(1).atStartOfDay(zone).toInstant());
                // At St. John's clocks went back at 00:01, so that the date after a transition may be the day before.
                day = next == null ? LAST : next.getDateTimeBefore().toLocalDate();
            }
        }
        assertThat(others).isEmpty();
    }

    @Test
    void isTheNarrowestThatFrozenBucketsServe() {
        assertThat(Bucket.values())
                .filteredOn(Bucket::servedByFrozen)
                .containsExactly(Bucket.QUARTER_HOUR, Bucket.ONE_HOUR, Bucket.ONE_DAY);
        assertThat(Bucket.QUARTER_HOUR.startMillis(
                        Instant.parse("2026-01-01T00:29:59Z").toEpochMilli(), ZoneId.of("Asia/Kolkata")))
                .isEqualTo(Instant.parse("2026-01-01T00:15:00Z").toEpochMilli());
    }
}
