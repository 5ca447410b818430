package io.busbar.query.access.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class ThrottleTest {

    private static final int PER_ACCOUNT = 10;
    private static final int PER_ADDRESS = 50;

    private final ManualClock clock = new ManualClock();
    private final Throttle throttle = new Throttle(clock, PER_ACCOUNT, PER_ADDRESS);

    @Test
    void stopsAnAccountUntilItsWindowEnds() {
        for (int i = 0; i < PER_ACCOUNT; i++) {
            assertThat(throttle.allows("a", "address " + i)).isTrue();
            throttle.tried("a", "address " + i);
        }
        assertThat(throttle.allows("a", "elsewhere")).isFalse();
        assertThat(throttle.allows("b", "elsewhere")).isTrue();
        clock.millis += Throttle.WINDOW_MILLIS;
        assertThat(throttle.allows("a", "elsewhere")).isTrue();
    }

    @Test
    void stopsAnAddressThatTriesManyAccounts() {
        for (int i = 0; i < PER_ADDRESS; i++) {
            throttle.tried("account " + i, "here");
        }
        assertThat(throttle.allows("fresh", "here")).isFalse();
        assertThat(throttle.allows("fresh", "there")).isTrue();
    }

    @Test
    void doesNotCountWhatWasRight() {
        for (int i = 0; i < 3 * PER_ADDRESS; i++) {
            throttle.tried("a", "here");
            throttle.succeeded("a", "here");
        }
        assertThat(throttle.allows("a", "here")).isTrue();
    }

    @Test
    void goesOnCountingWhatWasWrongWhenSomethingIsRight() {
        for (int i = 0; i < PER_ACCOUNT; i++) {
            throttle.tried("a", "here");
        }
        throttle.tried("a", "here");
        throttle.succeeded("a", "here");
        assertThat(throttle.allows("a", "here")).isFalse();
    }

    private static final class ManualClock extends Clock {
        private long millis = 1_000_000;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis);
        }
    }
}
