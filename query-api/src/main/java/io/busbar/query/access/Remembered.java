package io.busbar.query.access;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was read from the database, for as long as nothing that it depends on has changed and somebody vouches for that. What was not found is
 * read again every time.
 *
 * <p>Bounded by two generations: what is asked for moves to the young one; when that is full it becomes the old one and the old one is
 * dropped. May be shared between threads.
 */
final class Remembered<K, V> {

    private final LongSupplier version;
    private final BooleanSupplier vouched;
    private final int maxYoung;
    private final LongAdder reads = new LongAdder();
    private volatile ConcurrentMap<K, Entry<V>> young = new ConcurrentHashMap<>();
    private volatile ConcurrentMap<K, Entry<V>> old = new ConcurrentHashMap<>();

    /** @param version from before the value was read */
    private record Entry<V>(V value, long version) {}

    /**
     * @param version moves with what the values depend on
     * @param vouched whether it does at this moment
     */
    Remembered(LongSupplier version, BooleanSupplier vouched, int maxEntries) {
        this.version = version;
        this.vouched = vouched;
        this.maxYoung = Math.max(1, maxEntries / 2);
    }

    /** Null when the database is to be asked. */
    @Nullable
    V find(K key) {
        Entry<V> entry = young.get(key);
        if (entry == null) {
            entry = old.get(key);
            if (entry == null) {
                return null;
            }
            put(key, entry);
        }
        return entry.version() == version.getAsLong() && vouched.getAsBoolean() ? entry.value() : null;
    }

    /** Reads the value and remembers it, if there is one. */
    Optional<V> read(K key, Supplier<Optional<V>> reader) {
        reads.increment();
        long before = version.getAsLong();
        Optional<V> value = reader.get();
        value.ifPresent(found -> put(key, new Entry<>(found, before)));
        return value;
    }

    /** How often the database was asked. */
    long reads() {
        return reads.sum();
    }

    private void put(K key, Entry<V> entry) {
        young.put(key, entry);
        if (young.size() >= maxYoung) {
            turn();
        }
    }

    private synchronized void turn() {
        if (young.size() >= maxYoung) {
            old = young;
            young = new ConcurrentHashMap<>();
        }
    }
}
