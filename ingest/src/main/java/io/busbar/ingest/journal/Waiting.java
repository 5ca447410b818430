package io.busbar.ingest.journal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits for its sync, in records and bytes, and for how long. Entries leave in the order they came, so that none that waits is older
 * than the last that left, or than the moment at which there was none. Thread-safe.
 */
final class Waiting {

    private final AtomicLong records = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile long noneOlderNanos = System.nanoTime();

    Waiting(MeterRegistry meters) {
        Gauge.builder("busbar.journal.backlog", bytes, AtomicLong::get)
                .description("Appended and not yet durable")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("busbar.journal.lag", records, AtomicLong::get)
                .description("Appended and not yet durable")
                .baseUnit("entries")
                .register(meters);
        Gauge.builder("busbar.journal.lag.age", this, Waiting::seconds)
                .description("Since the oldest entry that is not yet durable was appended, at most; 0 when all are")
                .baseUnit("seconds")
                .register(meters);
    }

    /** Counts an entry; false when there would be too many bytes, and then it is not counted. */
    boolean add(Entry entry, long maxBytes) {
        if (bytes.addAndGet(entry.bytes) > maxBytes) {
            bytes.addAndGet(-entry.bytes);
            return false;
        }
        if (records.getAndAdd(entry.records.size()) == 0) {
            noneOlderNanos = System.nanoTime();
        }
        return true;
    }

    void remove(Entry entry) {
        bytes.addAndGet(-entry.bytes);
        records.addAndGet(-entry.records.size());
    }

    void remove(List<Entry> gone) {
        if (!gone.isEmpty()) {
            noneOlderNanos = gone.get(gone.size() - 1).appendedNanos;
            gone.forEach(this::remove);
        }
    }

    long bytes() {
        return bytes.get();
    }

    private double seconds() {
        return records.get() == 0 ? 0 : (System.nanoTime() - noneOlderNanos) / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
