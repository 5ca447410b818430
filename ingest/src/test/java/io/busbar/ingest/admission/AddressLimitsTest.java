package io.busbar.ingest.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AddressLimitsTest {

    private static final ConnectionLimits LIMITS = new ConnectionLimits(
            10,
            2,
            5,
            100,
            10,
            1_000,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));

    private final AtomicLong nanos = new AtomicLong();
    private final AddressLimits limits = new AddressLimits(LIMITS, nanos::get);

    @Test
    void countsTheOpenConnectionsOfAnAddress() {
        assertThat(limits.connected("a")).isTrue();
        assertThat(limits.connected("a")).isTrue();
        assertThat(limits.connected("a")).isFalse();
        assertThat(limits.connected("b")).isTrue();
        limits.disconnected("a");
        limits.disconnected("a");
        assertThat(limits.connected("a")).isTrue();
    }

    @Test
    void letsTenSecondsWorthOfLogInsInAtOnceAndThenThePace() {
        assertThat(logIns(100)).isEqualTo(50);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(logIns(100)).isEqualTo(5);
    }

    @Test
    void slowsALoggerThatSendsMoreThanItsShare() {
        FramePace pace = new FramePace(LIMITS);
        long now = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            pace.take(now);
        }
        assertThat(pace.pauseMillis(now)).isLessThanOrEqualTo(0);
        for (int i = 0; i < 50; i++) {
            pace.take(now);
        }
        assertThat(pace.pauseMillis(now)).isBetween(490L, 510L);
        assertThat(pace.pauseMillis(now + TimeUnit.SECONDS.toNanos(1))).isLessThan(0);
    }

    private long logIns(int attempts) {
        return IntStream.range(0, attempts).filter(i -> limits.mayLogIn("a")).count();
    }
}
