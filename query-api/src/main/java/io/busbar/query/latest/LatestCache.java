package io.busbar.query.latest;

import io.busbar.topic.LatestRecord;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What every device said last, as far as this process knows: what the topic of latest readings says, and, once per device, what the table
 * says. The second is asked for when a device is first asked for, so that the answer is whole also when the topic is younger than the table.
 * All of it is merged by reading, so that the order in which it comes does not matter.
 *
 * <p>While everything that was in the topic a moment ago is here, the cache answers; else it is cold, and the table is to be asked. About
 * 750 bytes of heap a device, measured with a BMS to four packs of 30 cells. May be shared between threads.
 */
public final class LatestCache implements AutoCloseable {

    /** How old may be what the cache is known to have. */
    private static final long CURRENT_NANOS = Duration.ofSeconds(5).toNanos();

    private final ConcurrentMap<String, Known> bySerialNumber = new ConcurrentHashMap<>();
    private final LongSupplier nanoClock;
    private final Counter fromCache;
    private final Counter fromTable;
    private volatile long currentAtNanos;
    private volatile boolean wasCurrent;
    private volatile long lagRecords;
    private @Nullable LatestFeed feed;

    /** @param isCompared whether it contains what the table had when the device was first asked for */
    private record Known(LatestRecord record, boolean isCompared) {

        static final Known NOTHING = new Known(LatestRecord.EMPTY, false);

        @SuppressWarnings("ReferenceEquality") // merging gives the same object back when nothing is new
        Known with(LatestRecord other, boolean isTable) {
            LatestRecord merged = record.merge(other);
            return merged == record && (isCompared || !isTable) ? this : new Known(merged, isCompared || isTable);
        }
    }

    LatestCache(MeterRegistry metrics, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        fromCache = answers(metrics, "cache");
        fromTable = answers(metrics, "table");
        Gauge.builder("busbar.query.latest.devices", bySerialNumber, ConcurrentMap::size)
                .description("Devices whose latest readings are in memory")
                .register(metrics);
        Gauge.builder("busbar.query.latest.warm", this, cache -> cache.isWarm() ? 1 : 0)
                .description("Whether the latest readings are answered from memory")
                .register(metrics);
        Gauge.builder("busbar.query.latest.lag", this, cache -> cache.lagRecords)
                .description("Records of the topic of latest readings that are not in memory yet")
                .register(metrics);
    }

    /** A cache that follows the topic from its beginning, in a thread of its own, until it is closed. Kafka may be away. */
    public static LatestCache follow(String bootstrapServers, MeterRegistry metrics) {
        LatestCache cache = new LatestCache(metrics, System::nanoTime);
        cache.feed = LatestFeed.start(bootstrapServers, cache, cache.nanoClock);
        return cache;
    }

    /** What the device said last; null when the table is to be asked and {@link #compare} to be told. */
    public @Nullable LatestRecord find(String serialNumber) {
        Known known = bySerialNumber.get(serialNumber);
        if (known == null || !known.isCompared() || !isWarm()) {
            return null;
        }
        fromCache.increment();
        return known.record();
    }

    /** The newer of what the table has, {@link LatestRecord#EMPTY} when it has nothing, and what is known here. */
    public LatestRecord compare(String serialNumber, LatestRecord stored) {
        fromTable.increment();
        return take(serialNumber, stored, true);
    }

    /** Whether everything that was in the topic a moment ago is here. */
    public boolean isWarm() {
        return wasCurrent && nanoClock.getAsLong() - currentAtNanos < CURRENT_NANOS;
    }

    @Override
    public void close() {
        if (feed != null) {
            feed.close();
        }
    }

    /** Takes over a record of the topic. */
    void take(String serialNumber, LatestRecord said) {
        take(serialNumber, said, false);
    }

    /** Everything that was in the topic at this time is here. */
    void currentAt(long nanos) {
        currentAtNanos = nanos;
        wasCurrent = true;
    }

    void lag(long records) {
        lagRecords = records;
    }

    private LatestRecord take(String serialNumber, LatestRecord record, boolean isTable) {
        return bySerialNumber
                .compute(serialNumber, (key, known) -> (known == null ? Known.NOTHING : known).with(record, isTable))
                .record();
    }

    private static Counter answers(MeterRegistry metrics, String source) {
        return Counter.builder("busbar.query.latest.answers")
                .description("Latest readings of a device given, by where they were")
                .tag("source", source)
                .register(metrics);
    }
}
