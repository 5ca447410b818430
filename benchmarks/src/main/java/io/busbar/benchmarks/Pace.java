package io.busbar.benchmarks;

import java.time.Duration;

/**
 * How long a benchmark measures. Immutable.
 *
 * @param pairs how often ours and the peer's are run in turn, from 1
 * @param forks JVMs per run; 0 runs in this one, for tests only
 * @param warmups iterations that do not count, per run
 * @param iterations that count, per run, from 1
 */
record Pace(int pairs, int forks, int warmups, int iterations, Duration iteration) {

    static final Pace SHORT = new Pace(5, 1, 3, 5, Duration.ofSeconds(1));

    Pace {
        if (pairs < 1 || forks < 0 || warmups < 0 || iterations < 1 || iteration.toMillis() < 1) {
            throw new IllegalArgumentException("pace out of range: pairs=" + pairs + ", forks=" + forks + ", warmups="
                    + warmups + ", iterations=" + iterations + ", iteration=" + iteration
                    + ", allowed: from 1, 0, 0, 1 and 1 ms");
        }
    }
}
