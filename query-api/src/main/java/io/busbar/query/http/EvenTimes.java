package io.busbar.query.http;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Lets answers go at whole steps after their question came: how long was looked for something that somebody may not see would tell whether it is
 * there. May be shared between threads.
 */
final class EvenTimes implements AutoCloseable {

    /** More than the looking takes on a machine that is not busy; on one that is, chance is greater than the difference. */
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "even-times");
        thread.setDaemon(true);
        return thread;
    });

    /** @param cameNanos when the question came, by {@link System#nanoTime} */
    void atNextStep(long cameNanos, Runnable send) {
        long tookNanos = System.nanoTime() - cameNanos;
        var unused = clock.schedule(send, STEP_NANOS - tookNanos % STEP_NANOS, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
