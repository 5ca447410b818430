package io.busbar.ingest.admission;

import java.util.function.LongSupplier;

/**
 * Decides which refusals of unauthenticated clients are kept in the journal: for each address twenty at once and then one a second, and
 * a bounded number a second in all, so that nobody can fill the disk without a key. All are counted elsewhere. Thread-safe.
 */
final class RefusalLimiter {

    private static final long WINDOW_NANOS = 1_000_000_000L;
    private static final int AT_ONCE = 20;
    private static final int MAX_PER_WINDOW = 50;

    private final LongSupplier nanos;
    private final LeakyBuckets addresses;
    private long windowStartNanos;
    private int keptInWindow;

    RefusalLimiter(LongSupplier nanos) {
        this.nanos = nanos;
        this.addresses = new LeakyBuckets(nanos, WINDOW_NANOS, AT_ONCE);
        this.windowStartNanos = nanos.getAsLong();
    }

    synchronized boolean keep(String address) {
        long now = nanos.getAsLong();
        if (now - windowStartNanos >= WINDOW_NANOS) {
            windowStartNanos = now;
            keptInWindow = 0;
        }
        if (keptInWindow >= MAX_PER_WINDOW || !addresses.take(address)) {
            return false;
        }
        keptInWindow++;
        return true;
    }
}
