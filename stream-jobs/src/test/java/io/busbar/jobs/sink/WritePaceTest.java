package io.busbar.jobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WritePaceTest {

    private static final int MANY = 10_000;

    private final WritePace pace = new WritePace(0);

    @Test
    void isDueEveryFiveSecondsWhileItIsCheap() {
        assertThat(pace.isDue(seconds(4.9), MANY)).isFalse();
        assertThat(pace.isDue(seconds(5), 0)).isTrue();
        pace.wrote(seconds(5), seconds(5.1));
        assertThat(pace.isDue(seconds(10), MANY)).isFalse();
        assertThat(pace.isDue(seconds(10.1), MANY)).isTrue();
    }

    @Test
    void takesATenthOfTheTimeAtMost() {
        pace.wrote(seconds(5), seconds(7));
        assertThat(pace.isDue(seconds(26.9), MANY)).isFalse();
        assertThat(pace.isDue(seconds(27), MANY)).isTrue();
    }

    @Test
    void isDueBeforeTheNextFlushUntilLittleIsLeft() {
        pace.flushed(seconds(20));
        pace.wrote(seconds(39.5), seconds(40));
        pace.flushed(seconds(40));
        assertThat(pace.isDue(seconds(44.9), MANY)).isFalse();
        pace.wrote(seconds(57), seconds(57.1));
        assertThat(pace.isDue(seconds(58.7), MANY)).isFalse();
        assertThat(pace.isDue(seconds(58.8), MANY)).isTrue();
        assertThat(pace.isDue(seconds(58.8), 500)).isFalse();
        assertThat(pace.isDue(seconds(60.7), MANY)).isTrue();
        assertThat(pace.isDue(seconds(60.8), MANY))
                .as("nobody knows when it comes")
                .isFalse();
    }

    private static long seconds(double seconds) {
        return Math.round(seconds * Duration.ofSeconds(1).toNanos());
    }
}
