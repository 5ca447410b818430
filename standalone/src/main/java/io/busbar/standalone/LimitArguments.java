package io.busbar.standalone;

import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.standalone.client.CommandFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What the ports for loggers allow, as it is typed. docs/limits.md says what happens at each limit. */
final class LimitArguments {

    private static final int MAX_CONNECTIONS = 10_000_000;
    private static final int MAX_PER_SECOND = 1_000_000;
    private static final int MAX_LOG_IN_SECONDS = 600;
    private static final int MAX_IDLE_SECONDS = 7 * 86_400;

    /** What MQTT can say. */
    private static final int MAX_KEEP_ALIVE_SECONDS = 65_535;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "connections of each port for loggers (default: ${DEFAULT-VALUE})")
    private int connections = ConnectionLimits.DEFAULT.maxConnections();

    @Option(
            names = "--max-connections-per-address",
            paramLabel = "N",
            description = "connections of one address, on both ports together (default: ${DEFAULT-VALUE})")
    private int connectionsPerAddress = ConnectionLimits.DEFAULT.maxConnectionsPerAddress();

    @Option(
            names = "--max-log-ins",
            paramLabel = "N",
            description = "log-ins a second of one address, after ten times as many at once; each costs the checking"
                    + " of a key (default: ${DEFAULT-VALUE})")
    private int logInsPerSecond = ConnectionLimits.DEFAULT.logInsPerSecondPerAddress();

    @Option(
            names = "--max-frames",
            paramLabel = "N",
            description = "frames a second of one logger; one that sends more is read more slowly"
                    + " (default: ${DEFAULT-VALUE})")
    private int framesPerSecond = ConnectionLimits.DEFAULT.framesPerSecondPerLogger();

    @Option(
            names = "--log-in-timeout",
            paramLabel = "SECONDS",
            description = "time from connecting to being logged in (default: ${DEFAULT-VALUE})")
    private int logInSeconds = (int) ConnectionLimits.DEFAULT.logInTimeout().toSeconds();

    @Option(
            names = "--tcp-idle-timeout",
            paramLabel = "SECONDS",
            description = "time without a message over TCP (default: ${DEFAULT-VALUE})")
    private int tcpIdleSeconds = (int) ConnectionLimits.DEFAULT.tcpIdleTimeout().toSeconds();

    @Option(
            names = "--max-keep-alive",
            paramLabel = "SECONDS",
            description = "longest keep-alive that a client may choose over MQTT, for one that wants none too"
                    + " (default: ${DEFAULT-VALUE})")
    private int keepAliveSeconds = ConnectionLimits.DEFAULT.maxKeepAliveSeconds();

    /** @throws CommandFailure that names every option out of its range */
    ConnectionLimits limits() {
        List<String> problems = new ArrayList<>();
        range(problems, "--max-connections", connections, MAX_CONNECTIONS);
        range(problems, "--max-connections-per-address", connectionsPerAddress, MAX_CONNECTIONS);
        range(problems, "--max-log-ins", logInsPerSecond, MAX_PER_SECOND);
        range(problems, "--max-frames", framesPerSecond, MAX_PER_SECOND);
        range(problems, "--log-in-timeout", logInSeconds, MAX_LOG_IN_SECONDS);
        range(problems, "--tcp-idle-timeout", tcpIdleSeconds, MAX_IDLE_SECONDS);
        range(problems, "--max-keep-alive", keepAliveSeconds, MAX_KEEP_ALIVE_SECONDS);
        if (!problems.isEmpty()) {
            throw new CommandFailure(String.join("; ", problems));
        }
        ConnectionLimits others = ConnectionLimits.DEFAULT;
        return new ConnectionLimits(
                connections,
                connectionsPerAddress,
                logInsPerSecond,
                framesPerSecond,
                others.maxPendingFrames(),
                others.maxPendingBytes(),
                Duration.ofSeconds(logInSeconds),
                others.messageTimeout(),
                Duration.ofSeconds(tcpIdleSeconds),
                Duration.ofSeconds(keepAliveSeconds));
    }

    private static void range(List<String> problems, String option, int value, int most) {
        if (value < 1 || value > most) {
            problems.add(option + " " + value + " is out of range, allowed are 1 to " + most);
        }
    }
}
