package io.busbar.ingest.admission;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many connections and log-ins one address may have, over all transports. Thread-safe. */
public final class AddressLimits {

    /** So many seconds' worth of log-ins may come at once: after an outage all loggers behind one router are back together. */
    private static final int SECONDS_AT_ONCE = 10;

    private final int maxConnections;
    private final LeakyBuckets logIns;
    private final Map<String, Integer> connections = new ConcurrentHashMap<>();

    public AddressLimits(ConnectionLimits limits, LongSupplier nanos) {
        this.maxConnections = limits.maxConnectionsPerAddress();
        this.logIns = new LeakyBuckets(
                nanos,
                TimeUnit.SECONDS.toNanos(1) / limits.logInsPerSecondPerAddress(),
                SECONDS_AT_ONCE * limits.logInsPerSecondPerAddress());
    }

    /** False when there are too many; the connection counts all the same until {@link #disconnected}. */
    public boolean connected(String address) {
        return connections.merge(address, 1, Integer::sum) <= maxConnections;
    }

    public void disconnected(String address) {
        connections.computeIfPresent(address, (name, open) -> open == 1 ? null : open - 1);
    }

    boolean mayLogIn(String address) {
        return logIns.take(address);
    }
}
