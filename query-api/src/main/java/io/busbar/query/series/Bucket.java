package io.busbar.query.series;

import io.busbar.rollup.BucketLevel;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** How wide the rows of an answer are. Days begin at midnight of a time zone, and last 23 to 25 hours there. Immutable. */
public enum Bucket {
    RAW("raw", Duration.ZERO),
    FIVE_MINUTES("5m", Duration.ofMinutes(5)),
    /** The narrowest that is kept of rows that were removed: every hour and day, in every time zone, can be put together from it. */
    QUARTER_HOUR("15m", Duration.ofMinutes(15)),
    ONE_HOUR("1h", Duration.ofHours(1)),
    ONE_DAY("1d", Duration.ofDays(1));

    private final String word;
    private final long nominalMillis;

    Bucket(String word, Duration nominal) {
        this.word = word;
        this.nominalMillis = nominal.toMillis();
    }

    public String word() {
        return word;
    }

    long nominalMillis() {
        return nominalMillis;
    }

    /** Whether frozen buckets can be put together to such ones. */
    boolean servedByFrozen() {
        return nominalMillis >= QUARTER_HOUR.nominalMillis;
    }

    public static @Nullable Bucket ofWord(String word) {
        for (Bucket bucket : values()) {
            if (bucket.word.equals(word)) {
                return bucket;
            }
        }
        return null;
    }

    static Bucket of(BucketLevel level) {
        return switch (level) {
            case FIVE_MINUTES -> FIVE_MINUTES;
            case ONE_HOUR -> ONE_HOUR;
            case ONE_DAY -> ONE_DAY;
        };
    }

    /** Start of the bucket that holds the instant; hours and minutes count from the epoch, whatever the zone. */
    long startMillis(long atMillis, ZoneId zone) {
        return switch (this) {
            case RAW -> atMillis;
            case FIVE_MINUTES, QUARTER_HOUR, ONE_HOUR -> Math.floorDiv(atMillis, nominalMillis) * nominalMillis;
            case ONE_DAY -> midnight(date(atMillis, zone), zone);
        };
    }

    /** End, exclusive, of the bucket that starts at {@code startMillis}. */
    long endMillis(long startMillis, ZoneId zone) {
        return switch (this) {
            case RAW -> startMillis + 1;
            case FIVE_MINUTES, QUARTER_HOUR, ONE_HOUR -> startMillis + nominalMillis;
            case ONE_DAY -> midnight(date(startMillis, zone).plusDays(1), zone);
        };
    }

    private static LocalDate date(long atMillis, ZoneId zone) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(atMillis), zone);
    }

    private static long midnight(LocalDate date, ZoneId zone) {
        return date.atStartOfDay(zone).toInstant().toEpochMilli();
    }
}
