package io.busbar.ingest.admission;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which refusals of unauthenticated clients are kept in the journal: one a second for each address, and a few a second in
 * all, so that nobody can fill the disk without a key. All are counted elsewhere. Thread-safe.
 */
final class RefusalLimiter {

    private static final long WINDOW_NANOS = 1_000_000_000L;
    private static final int MAX_PER_WINDOW = 50;
    private static final int MAX_ADDRESSES = 4_096;

    private final LongSupplier nanos;
    private final Map<String, Long> lastKeptNanos = new LinkedHashMap<>() {
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
        @Nullable Long last = lastKeptNanos.get(address);
        if (keptInWindow >= MAX_PER_WINDOW || (last != null && now - last < WINDOW_NANOS)) {
            return false;
        }
        keptInWindow++;
        lastKeptNanos.put(address, now);
        return true;
    }
}
