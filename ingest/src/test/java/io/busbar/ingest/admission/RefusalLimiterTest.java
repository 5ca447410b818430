package io.busbar.ingest.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RefusalLimiterTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final RefusalLimiter limiter = new RefusalLimiter(nanos::get);

    @Test
    void keepsTwentyOfAnAddressAtOnceAndThenOneASecond() {
        assertThat(kept("10.0.0.1", 100)).isEqualTo(20);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
        assertThat(kept("10.0.0.1", 5)).isZero();
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(kept("10.0.0.1", 5)).isEqualTo(1);
    }

    @Test
    void doesNotLetOneAddressSilenceAnother() {
        kept("10.0.0.1", 100);

        assertThat(kept("10.0.0.2", 1)).isEqualTo(1);
    }

    @Test
    void keepsAtMostFiftyASecondFromAllAddresses() {
        long kept = IntStream.range(0, 1_000)
                .filter(i -> limiter.keep("10.0.1." + i))
                .count();

        assertThat(kept).isEqualTo(50);
    }

    private long kept(String address, int attempts) {
        return IntStream.range(0, attempts).filter(i -> limiter.keep(address)).count();
    }
}
