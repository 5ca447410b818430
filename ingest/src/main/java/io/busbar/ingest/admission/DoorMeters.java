package io.busbar.ingest.admission;

import io.busbar.frame.FrameRejection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What the listeners count. Labels are transports and outcomes, never serial numbers. Thread-safe. */
public final class DoorMeters {

    private final Map<Transport, Counter> accepted = new EnumMap<>(Transport.class);
    private final Map<Transport, Counter> bytes = new EnumMap<>(Transport.class);
    private final Map<Transport, Map<FrameRejection.Reason, Counter>> rejected = new EnumMap<>(Transport.class);
    private final Map<Transport, AtomicInteger> connections = new EnumMap<>(Transport.class);
    private final Map<Transport, Counter> unreadable = new EnumMap<>(Transport.class);
    private final Map<Transport, Map<ConnectionEnd, Counter>> ended = new EnumMap<>(Transport.class);
    private final Map<Transport, Map<Refusal, Counter>> refused = new EnumMap<>(Transport.class);
    private final Map<Transport, Counter> throttled = new EnumMap<>(Transport.class);
    private final Timer acknowledgement;

    public DoorMeters(MeterRegistry meters) {
        for (Transport transport : Transport.values()) {
            accepted.put(transport, frames(meters, transport, "accepted"));
            bytes.put(transport, counter(meters, "busbar.door.bytes", transport, "Payload received"));
            unreadable.put(
                    transport,
                    counter(
                            meters,
                            "busbar.door.unreadable",
                            transport,
                            "Connections closed over bytes that are no protocol"));
            Map<FrameRejection.Reason, Counter> reasons = new EnumMap<>(FrameRejection.Reason.class);
            for (FrameRejection.Reason reason : FrameRejection.Reason.values()) {
                reasons.put(reason, frames(meters, transport, reason.code()));
            }
            rejected.put(transport, reasons);
            AtomicInteger open = new AtomicInteger();
            connections.put(transport, open);
            if (!transport.json()) {
                throttled.put(
                        transport,
                        counter(
                                meters,
                                "busbar.door.throttled",
                                transport,
                                "Times that a logger was read more slowly because it sent more than its share"));
                Map<ConnectionEnd, Counter> ends = new EnumMap<>(ConnectionEnd.class);
                for (ConnectionEnd end : ConnectionEnd.values()) {
                    ends.put(end, ends(meters, transport, end));
                }
                ended.put(transport, ends);
                Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);
                for (Refusal refusal : Refusal.values()) {
                    refusals.put(refusal, refusals(meters, transport, refusal));
                }
                refused.put(transport, refusals);
                Gauge.builder("busbar.door.connections", open, AtomicInteger::get)
                        .description("Open connections, logged in or not")
                        .tag("transport", transport.code())
                        .register(meters);
            }
        }
        acknowledgement = Timer.builder("busbar.door.acknowledgement")
                .description("From receipt of the frames that one turn of an event loop read to their acknowledgement")
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(20),
                        Duration.ofMillis(50),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(1))
                .register(meters);
    }

    private static Counter frames(MeterRegistry meters, Transport transport, String outcome) {
        return Counter.builder("busbar.door.frames")
                .description("Frames and log-ins by outcome")
                .tag("transport", transport.code())
                .tag("outcome", outcome)
                .register(meters);
    }

    private static Counter ends(MeterRegistry meters, Transport transport, ConnectionEnd end) {
        return Counter.builder("busbar.door.connections.ended")
                .description("Connections by how they ended")
                .tag("transport", transport.code())
                .tag("end", end.code())
                .register(meters);
    }

    private static Counter refusals(MeterRegistry meters, Transport transport, Refusal refusal) {
        return Counter.builder("busbar.door.connections.refused")
                .description("Connections closed before a log-in was tried")
                .tag("transport", transport.code())
                .tag("why", refusal.code())
                .register(meters);
    }

    private static Counter counter(MeterRegistry meters, String name, Transport transport, String description) {
        return Counter.builder(name)
                .description(description)
                .tag("transport", transport.code())
                .register(meters);
    }

    void accepted(Transport transport) {
        at(accepted, transport).increment();
    }

    void rejected(Transport transport, FrameRejection.Reason reason) {
        at(at(rejected, transport), reason).increment();
    }

    void received(Transport transport, int count) {
        at(bytes, transport).increment(count);
    }

    void acknowledged(long nanos) {
        acknowledgement.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Somebody who speaks no protocol of ours. */
    public void unreadable(Transport transport) {
        at(unreadable, transport).increment();
    }

    /** Returns how many are open now. */
    public int connected(Transport transport) {
        return at(connections, transport).incrementAndGet();
    }

    public void disconnected(Transport transport) {
        at(connections, transport).decrementAndGet();
    }

    /** A connection ended, for the first reason that it had to. */
    public void ended(Transport transport, ConnectionEnd end) {
        at(at(ended, transport), end).increment();
    }

    /** A logger sends more than its share. */
    public void throttled(Transport transport) {
        at(throttled, transport).increment();
    }

    /** A connection was not served at all. */
    public void refused(Transport transport, Refusal why) {
        at(at(refused, transport), why).increment();
    }

    private static <K extends Enum<K>, V> V at(Map<K, V> complete, K key) {
        return Objects.requireNonNull(complete.get(key));
    }
}
