package io.busbar.ingest.admission;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets each of many names do something so often at once, and then once an interval. A name is a leaky bucket, kept as the one instant at
 * which it will have run empty; of too many names the oldest is forgotten. Thread-safe.
 */
final class LeakyBuckets {

    private static final int MAX_NAMES = 4_096;

    private final LongSupplier nanos;
    private final long intervalNanos;
    private final long depthNanos;
    private final Map<String, Long> emptyAtNanos = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_NAMES;
        }
    };

    /** @param atOnce before the interval counts */
    LeakyBuckets(LongSupplier nanos, long intervalNanos, int atOnce) {
        this.nanos = nanos;
        this.intervalNanos = intervalNanos;
        this.depthNanos = atOnce * intervalNanos;
    }

    synchronized boolean take(String name) {
        long now = nanos.getAsLong();
        @Nullable Long emptyAt = emptyAtNanos.get(name);
        long fillNanos = emptyAt == null ? 0 : Math.max(0, emptyAt - now);
        if (fillNanos + intervalNanos > depthNanos) {
            return false;
        }
        emptyAtNanos.put(name, now + fillNanos + intervalNanos);
        return true;
    }
}
