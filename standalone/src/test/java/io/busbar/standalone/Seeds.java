package io.busbar.standalone;

import java.util.stream.LongStream;

/**
 * Seeds of drawn cases: as many as a test usually takes, {@code -Dbusbar.cases=…} of them, from {@code -Dbusbar.first=…} on, or
 * {@code -Dbusbar.seed=…} alone. Stateless.
 */
public final class Seeds {

    private Seeds() {}

    public static LongStream usually(int cases) {
        Long only = Long.getLong("busbar.seed");
        long first = Long.getLong("busbar.first", 1);
        return only == null
                ? LongStream.range(first, first + Long.getLong("busbar.cases", cases))
                : LongStream.of(only);
    }

    /** Whether a single one was asked for. */
    public static boolean isOne() {
        return Long.getLong("busbar.seed") != null;
    }
}
