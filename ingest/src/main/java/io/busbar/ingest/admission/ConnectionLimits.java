package io.busbar.ingest.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What one listener, one address, one logger and one connection may use. Immutable.
 *
 * @param maxConnections of one listener; more are closed at once
 * @param maxConnectionsPerAddress over all listeners; many loggers may share the address of one router
 * @param logInsPerSecondPerAddress after ten seconds' worth at once
 * @param framesPerSecondPerLogger after one second's worth at once; who sends more is read more slowly
 * @param maxPendingFrames unacknowledged frames of one connection, then it is not read until half of them are acknowledged
 * @param maxPendingBytes of those frames
 * @param logInTimeout from connecting to being logged in
 * @param messageTimeout from the first byte of a TCP message to its last
 * @param tcpIdleTimeout without a message
 * @param maxKeepAlive that an MQTT client may choose; one that wants none gets this
 */
public record ConnectionLimits(
        int maxConnections,
        int maxConnectionsPerAddress,
        int logInsPerSecondPerAddress,
        int framesPerSecondPerLogger,
        int maxPendingFrames,
        long maxPendingBytes,
        Duration logInTimeout,
        Duration messageTimeout,
        Duration tcpIdleTimeout,
        Duration maxKeepAlive) {

    public static final ConnectionLimits DEFAULT = new ConnectionLimits(
            100_000,
            20_000,
            1_000,
            20_000,
            1_024,
            4 << 20,
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofMinutes(15),
            Duration.ofHours(1));

    private static final int MAX_PER_SECOND = 1_000_000;
    private static final int MAX_SIXTEEN_BITS = 65_535;

    public ConnectionLimits {
        List<String> problems = new ArrayList<>();
        range(problems, "maxConnections", maxConnections, Integer.MAX_VALUE);
        range(problems, "maxConnectionsPerAddress", maxConnectionsPerAddress, Integer.MAX_VALUE);
        range(problems, "logInsPerSecondPerAddress", logInsPerSecondPerAddress, MAX_PER_SECOND);
        range(problems, "framesPerSecondPerLogger", framesPerSecondPerLogger, MAX_PER_SECOND);
        range(problems, "maxPendingFrames", maxPendingFrames, MAX_SIXTEEN_BITS);
        range(problems, "maxPendingBytes", maxPendingBytes, Long.MAX_VALUE);
        range(problems, "logInTimeout in seconds", logInTimeout.toSeconds(), Integer.MAX_VALUE);
        range(problems, "messageTimeout in seconds", messageTimeout.toSeconds(), Integer.MAX_VALUE);
        range(problems, "tcpIdleTimeout in seconds", tcpIdleTimeout.toSeconds(), Integer.MAX_VALUE);
        range(problems, "maxKeepAlive in seconds", maxKeepAlive.toSeconds(), MAX_SIXTEEN_BITS);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("connection limits: " + String.join("; ", problems));
        }
    }

    private static void range(List<String> problems, String name, long value, long most) {
        if (value < 1 || value > most) {
            problems.add(name + "=" + value + ", allowed are 1 to " + most);
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
