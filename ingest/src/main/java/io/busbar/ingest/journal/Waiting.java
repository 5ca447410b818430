package io.busbar.ingest.journal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits for its sync, in entries and bytes, and for how long. Entries leave in the order they came, so that none that waits is older
 * than the last that left, or than the moment at which there was none. Thread-safe.
 */
final class Waiting {

    private final AtomicLong entries = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile long noneOlderNanos = System.nanoTime();

    Waiting(MeterRegistry meters) {
        Gauge.builder("busbar.journal.backlog", bytes, AtomicLong::get)
                .description("Appended and not yet durable")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("busbar.journal.lag", entries, AtomicLong::get)
                .description("Appended and not yet durable")
                .baseUnit("entries")
                .register(meters);
        Gauge.builder("busbar.journal.lag.age", this, Waiting::seconds)
                .description("Since the oldest entry that is not yet durable was appended, at most; 0 when all are")
                .baseUnit("seconds")
                .register(meters);
    }

    /** Counts an entry; false when there would be too many bytes, and then it is not counted. */
    boolean add(int entryBytes, long maxBytes) {
        if (bytes.addAndGet(entryBytes) > maxBytes) {
            bytes.addAndGet(-entryBytes);
            return false;
        }
        if (entries.getAndIncrement() == 0) {
            noneOlderNanos = System.nanoTime();
        }
        return true;
    }

    void remove(int entryBytes) {
        bytes.addAndGet(-entryBytes);
        entries.decrementAndGet();
    }

    void remove(List<Entry> gone) {
        if (!gone.isEmpty()) {
            bytes.addAndGet(-Entry.bytes(gone));
            noneOlderNanos = gone.get(gone.size() - 1).appendedNanos;
            entries.addAndGet(-gone.size());
        }
    }

    long bytes() {
        return bytes.get();
    }

    private double seconds() {
        return entries.get() == 0 ? 0 : (System.nanoTime() - noneOlderNanos) / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
