package io.busbar.standalone.database;

import java.time.Duration;

/**
 * What an operator may choose about the storage. Immutable.
 *
 * @param columnstoreAfter the age from which the Community edition turns chunks into compressed columns; later rows still find their way in
 */
public record StorageOptions(Duration columnstoreAfter) {

    private static final Duration SHORTEST = Duration.ofHours(1);

    public StorageOptions {
        if (columnstoreAfter.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "columnstore after " + columnstoreAfter + " is too soon, the shortest is " + SHORTEST);
        }
    }

    public static StorageOptions defaults() {
        return new StorageOptions(Duration.ofDays(7));
    }
}
