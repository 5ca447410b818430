package io.busbar.standalone.database.retention;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Days of UTC, in which retention goes forward. Stateless. */
final class Day {

    private Day() {}

    static LocalDate of(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    static OffsetDateTime start(LocalDate day) {
        return day.atStartOfDay().atOffset(ZoneOffset.UTC);
    }

    static Instant startInstant(LocalDate day) {
        return start(day).toInstant();
    }
}
