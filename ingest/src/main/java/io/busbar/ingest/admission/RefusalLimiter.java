package io.busbar.ingest.admission;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which refusals of unauthenticated clients are kept in the journal: for each address twenty at once and then one a second, and
 * a bounded number a second in all, so that nobody can fill the disk without a key. All are counted elsewhere.
 *
 * <p>An address is a leaky bucket, kept as the one instant at which it will have run empty. Thread-safe.
 */
final class RefusalLimiter {

    private static final long WINDOW_NANOS = 1_000_000_000L;
    private static final long REFILL_NANOS = WINDOW_NANOS;
    private static final long BUCKET_NANOS = 20 * REFILL_NANOS;
    private static final int MAX_PER_WINDOW = 50;
    private static final int MAX_ADDRESSES = 4_096;

    private final LongSupplier nanos;
    private final Map<String, Long> emptyAtNanos = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };
    private long windowStartNanos;
    private int keptInWindow;

    RefusalLimiter(LongSupplier nanos) {
        this.nanos = nanos;
        this.windowStartNanos = nanos.getAsLong();
    }

    synchronized boolean keep(String address) {
        long now = nanos.getAsLong();
        if (now - windowStartNanos >= WINDOW_NANOS) {
            windowStartNanos = now;
            keptInWindow = 0;
        }
        @Nullable Long emptyAt = emptyAtNanos.get(address);
        long fillNanos = emptyAt == null ? 0 : Math.max(0, emptyAt - now);
        if (keptInWindow >= MAX_PER_WINDOW || fillNanos + REFILL_NANOS > BUCKET_NANOS) {
            return false;
        }
        keptInWindow++;
        emptyAtNanos.put(address, now + fillNanos + REFILL_NANOS);
        return true;
    }
}
