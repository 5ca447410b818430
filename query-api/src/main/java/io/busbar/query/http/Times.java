package io.busbar.query.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Times and zones as they are written in requests and answers. Stateless. */
final class Times {

    /** In words, for messages. */
    static final String ZONES = "is no time zone, such as Europe/Berlin or UTC";

    static final String ALLOWED = "an RFC 3339 time between 1970 and 2200, such as 2026-08-09T11:28:36Z";

    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private Times() {}

    /** {@code 2026-08-09T11:28:36Z}, with three digits of a second where they are not zero. */
    static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    static String text(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).toString();
    }

    /** Null when the text is no RFC 3339 time with an offset, between 1970 and 2200. */
    static @Nullable Instant parse(String text) {
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            return time.isBefore(EARLIEST) || time.isAfter(LATEST) ? null : time;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Null when there is no such IANA zone. Of offsets, those are taken whose days begin with a bucket of five minutes: not +01:01. */
    static @Nullable ZoneId zone(String text) {
        try {
            ZoneId zone = ZoneId.of(text);
            return zone.getRules().isFixedOffset() && !hasBucketsOfFiveMinutes(zone) ? null : zone;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static boolean hasBucketsOfFiveMinutes(ZoneId zone) {
        int offset = zone.getRules().getOffset(EARLIEST).getTotalSeconds();
        return offset % Duration.ofMinutes(5).toSeconds() == 0;
    }
}
