package io.busbar.frame;

import java.util.stream.LongStream;

/**
 * Seeds for tests of properties. A failing test shows its seed in its name; {@code -Dbusbar.seed=17} runs that one alone. Stateless.
 */
final class Seeds {

    static final String EACH = "io.busbar.frame.Seeds#each";
    static final String NAME = "seed {0}";

    private static final int COUNT = 100;

    private Seeds() {}

    static LongStream each() {
        Long only = Long.getLong("busbar.seed");
        return only == null ? LongStream.rangeClosed(1, COUNT) : LongStream.of(only);
    }
}
