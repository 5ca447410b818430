package io.busbar.ingest.admission;

import java.util.concurrent.TimeUnit;

/**
 * How fast one logger may send: a second's worth at once, then evenly. It is slowed by not being read, never refused, so that nothing is
 * lost. Confined to the connection's event loop.
 */
public final class FramePace {

    private static final long DEPTH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long intervalNanos;
    private long emptyAtNanos = System.nanoTime();

    public FramePace(ConnectionLimits limits) {
        intervalNanos = TimeUnit.SECONDS.toNanos(1) / limits.framesPerSecondPerLogger();
    }

    /** Counts a frame. */
    public void take(long nowNanos) {
        emptyAtNanos = Math.max(emptyAtNanos - nowNanos, 0) + nowNanos + intervalNanos;
    }

    /** How long nothing more should be read; 0 or less when the logger keeps to its pace. */
    public long pauseMillis(long nowNanos) {
        return TimeUnit.NANOSECONDS.toMillis(emptyAtNanos - nowNanos - DEPTH_NANOS);
    }
}
