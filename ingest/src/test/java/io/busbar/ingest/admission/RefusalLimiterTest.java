package io.busbar.ingest.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalLimiterTest {

    private final AtomicLong nanos = new AtomicLong(-5);
    private final RefusalLimiter limiter = new RefusalLimiter(nanos::get);

    @Test
    void keepsOneASecondOfEachAddress() {
        assertThat(limiter.keep("10.0.0.1")).isTrue();
        assertThat(limiter.keep("10.0.0.1")).isFalse();
        assertThat(limiter.keep("10.0.0.2")).isTrue();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(limiter.keep("10.0.0.1")).isTrue();
    }

    @Test
    void keepsFiftyASecondInAll() {
        int kept = 0;
        for (int i = 0; i < 10_000; i++) {
            kept += limiter.keep("address " + i) ? 1 : 0;
        }
        assertThat(kept).isEqualTo(50);
    }
}
