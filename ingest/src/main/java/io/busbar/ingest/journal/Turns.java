package io.busbar.ingest.journal;

import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the turns of a thread apart, so that what comes in between is done together: a turn begins no sooner than a while after the one before. After a
 * longer silence the first two begin at once. Confined to one thread.
 */
public final class Turns {

    private final long leastNanos;
    private long nextNanos = System.nanoTime();

    /** @param leastNanos from one turn to the next */
    public Turns(long leastNanos) {
        this.leastNanos = leastNanos;
    }

    /** Returns when the next turn may begin; an interrupt is kept and ends the wait. */
    public void awaitNext() {
        for (long left = nextNanos - System.nanoTime();
                left > 0 && !Thread.currentThread().isInterrupted();
                left = nextNanos - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        nextNanos = System.nanoTime() + leastNanos;
    }
}
