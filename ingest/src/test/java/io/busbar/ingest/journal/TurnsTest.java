package io.busbar.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TurnsTest {

    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final long MILLI_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    @Test
    void keepsTurnsApart() {
        long begunNanos = System.nanoTime();
        Turns turns = new Turns(MILLI_NANOS);
        for (int i = 0; i <= 20; i++) {
            turns.awaitNext();
        }
        assertThat(System.nanoTime() - begunNanos).isGreaterThanOrEqualTo(20 * MILLI_NANOS);
    }

    @Test
    @Timeout(10)
    void doesNotWaitForTheFirst() {
        new Turns(HOUR_NANOS).awaitNext();
    }

    @Test
    @Timeout(10)
    void endsWithAnInterruptAndKeepsIt() {
        Turns turns = new Turns(HOUR_NANOS);
        turns.awaitNext();
        Thread.currentThread().interrupt();
        turns.awaitNext();
        assertThat(Thread.interrupted()).isTrue();
    }
}
