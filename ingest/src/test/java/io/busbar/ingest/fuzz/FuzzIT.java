package io.busbar.ingest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Lets a coverage-guided fuzzer look for inputs that break a decoder: a few seconds each with {@code CI=true}, or so many inputs in all as
 * {@code -Dbusbar.fuzz.runs} says, which is what {@code .ci/fuzz} does.
 */
class FuzzIT {

    private static final long RUNS = Long.getLong("busbar.fuzz.runs", 0);
    private static final int SLICE_SECONDS = 8;

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void findsNothing(FuzzTarget target) throws Exception {
        assumeTrue(
                RUNS > 0 || "true".equals(System.getenv("CI")),
                "fuzzing takes a minute: it is done with CI=true, and by .ci/fuzz");
        String limit = RUNS > 0
                ? "-runs=" + Math.max(1, RUNS * target.sharePercent / 100)
                : "-max_total_time=" + SLICE_SECONDS;
        Fuzzer fuzzer = new Fuzzer(target, RUNS > 0);
        int exit = fuzzer.run(limit);
        assertThat(exit).as(() -> fuzzer.end()).isZero();
        System.out.println(fuzzer.summary());
    }
}
