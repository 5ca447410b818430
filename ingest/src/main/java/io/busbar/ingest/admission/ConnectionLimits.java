package io.busbar.ingest.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What one listener and one connection may use. Immutable.
 *
 * @param maxConnections of one listener; more are closed at once
 * @param maxPendingFrames unacknowledged frames of one connection, then it is not read until half of them are acknowledged
 * @param maxPendingBytes of those frames
 * @param logInTimeout from connecting to being logged in
 * @param tcpIdleTimeout without a message
 * @param maxKeepAlive that an MQTT client may choose; one that wants none gets this
 */
public record ConnectionLimits(
        int maxConnections,
        int maxPendingFrames,
        long maxPendingBytes,
        Duration logInTimeout,
        Duration tcpIdleTimeout,
        Duration maxKeepAlive) {

    public static final ConnectionLimits DEFAULT = new ConnectionLimits(
            100_000, 1_024, 4 << 20, Duration.ofSeconds(10), Duration.ofMinutes(15), Duration.ofHours(1));

    public ConnectionLimits {
        List<String> problems = new ArrayList<>();
        if (maxConnections < 1) {
            problems.add("maxConnections=" + maxConnections + ", at least 1");
        }
        if (maxPendingFrames < 1 || maxPendingFrames > 65_535) {
            problems.add("maxPendingFrames=" + maxPendingFrames + ", 1 to 65535");
        }
        if (maxPendingBytes < 1) {
            problems.add("maxPendingBytes=" + maxPendingBytes + ", at least 1");
        }
        if (logInTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
            problems.add("logInTimeout=" + logInTimeout + ", at least 1 s");
        }
        if (tcpIdleTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
            problems.add("tcpIdleTimeout=" + tcpIdleTimeout + ", at least 1 s");
        }
        if (maxKeepAlive.toSeconds() < 1 || maxKeepAlive.toSeconds() > 65_535) {
            problems.add("maxKeepAlive=" + maxKeepAlive + ", 1 to 65535 s");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("connection limits: " + String.join("; ", problems));
        }
    }

    public int maxKeepAliveSeconds() {
        return (int) maxKeepAlive.toSeconds();
    }

    /** Time to stop reading a connection. */
    public boolean reached(AckQueue acks) {
        return acks.pendingFrames() >= maxPendingFrames || acks.pendingBytes() >= maxPendingBytes;
    }

    /** Time to read it again. */
    public boolean relieved(AckQueue acks) {
        return acks.pendingFrames() <= maxPendingFrames / 2 && acks.pendingBytes() <= maxPendingBytes / 2;
    }
}
