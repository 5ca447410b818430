package io.busbar.rollup;

import java.time.Duration;

/** How long a bucket is. Five minutes and hours count from the epoch; days begin at midnight of a time zone. Immutable. */
public enum BucketLevel {
    FIVE_MINUTES("5m", Duration.ofMinutes(5)),
    ONE_HOUR("1h", Duration.ofHours(1)),
    /** 23 to 25 hours on the days when clocks change. */
    ONE_DAY("1d", Duration.ofDays(1));

    private final String word;
    private final long nominalMillis;

    BucketLevel(String word, Duration nominal) {
        this.word = word;
        this.nominalMillis = nominal.toMillis();
    }

    /** @throws IllegalArgumentException when no level is called so */
    public static BucketLevel ofWord(String word) {
        for (BucketLevel level : values()) {
            if (level.word.equals(word)) {
                return level;
            }
        }
        throw new IllegalArgumentException("level '" + word + "', allowed: 5m, 1h, 1d");
    }

    /** As queries and tables call it. */
    public String word() {
        return word;
    }

    /** Of a day, on most days. */
    public long nominalMillis() {
        return nominalMillis;
    }
}
