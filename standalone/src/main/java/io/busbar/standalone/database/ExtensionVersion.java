package io.busbar.standalone.database;

import java.util.Arrays;

/** A version of TimescaleDB, such as 2.19.3 or 2.30.0-dev; what follows the numbers does not count. Immutable. */
record ExtensionVersion(String text) implements Comparable<ExtensionVersion> {

    /** The first with {@code enable_columnstore} and its policy. */
    static final ExtensionVersion OLDEST_SUPPORTED = new ExtensionVersion("2.18.0");

    @Override
    public int compareTo(ExtensionVersion other) {
        return Arrays.compare(numbers(), other.numbers());
    }

    @Override
    public String toString() {
        return text;
    }

    private int[] numbers() {
        return Arrays.stream(text.split("[^0-9]"))
                .takeWhile(part -> !part.isEmpty())
                .limit(3)
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
