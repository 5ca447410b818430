package io.busbar.ingest;

import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.journal.Durability;
import io.busbar.ingest.journal.JournalConfig;
import io.busbar.ingest.tls.TlsConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a front door is told. Immutable.
 *
 * @param bindAddress of both listeners
 * @param mqttPort 0 for any free one, as is tcpPort
 * @param operatorKey lets the operator of this machine send for any registered logger; null: nobody may
 * @param kafkaBootstrapServers as Kafka's clients want them: host:port, separated by commas
 * @param registryTimeout how long start-up waits for the logger registry
 * @param tls null for plain text
 * @param insecure lets loggers talk in plain text from other machines too
 * @param relayDrain how long closing waits for Kafka; what is left is relayed after the next start
 */
public record FrontDoorConfig(
        String bindAddress,
        int mqttPort,
        int tcpPort,
        JournalConfig journal,
        String kafkaBootstrapServers,
        @Nullable String operatorKey,
        ConnectionLimits limits,
        @Nullable TlsConfig tls,
        boolean insecure,
        Duration registryTimeout,
        Duration relayDrain) {

    private static final int MAX_PORT = 65_535;

    /** It opens the door for every logger, so nobody must be able to guess it, and least of all may it be empty. */
    private static final int MIN_OPERATOR_KEY_CHARS = 32;

    private static final String PLAIN_TEXT_ELSEWHERE = "on %s loggers would send their keys in plain text: give a"
            + " certificate with --tls-cert and --tls-key, or --insecure where the network is protected otherwise";

    public FrontDoorConfig {
        List<String> problems = new ArrayList<>();
        if (bindAddress.isBlank()) {
            problems.add("bindAddress is empty, expected an address such as 127.0.0.1");
        }
        if (mqttPort < 0 || mqttPort > MAX_PORT) {
            problems.add("mqttPort=" + mqttPort + ", allowed are 0 to " + MAX_PORT);
        }
        if (tcpPort < 0 || tcpPort > MAX_PORT) {
            problems.add("tcpPort=" + tcpPort + ", allowed are 0 to " + MAX_PORT);
        }
        if (mqttPort != 0 && mqttPort == tcpPort) {
            problems.add("mqttPort and tcpPort are both " + mqttPort);
        }
        if (kafkaBootstrapServers.isBlank()) {
            problems.add("kafkaBootstrapServers is empty, expected host:port");
        }
        if (operatorKey != null && operatorKey.length() < MIN_OPERATOR_KEY_CHARS) {
            problems.add("operatorKey is shorter than " + MIN_OPERATOR_KEY_CHARS + " characters");
        }
        if (registryTimeout.isNegative()) {
            problems.add("registryTimeout=" + registryTimeout + " is negative");
        }
        if (relayDrain.isNegative()) {
            problems.add("relayDrain=" + relayDrain + " is negative");
        }
        if (tls == null && !insecure && !isLoopback(bindAddress)) {
            problems.add(PLAIN_TEXT_ELSEWHERE.formatted(bindAddress));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("front door configuration: " + String.join("; ", problems));
        }
    }

    /** With the defaults for everything that is not named: 60 s for the registry, 5 s for draining the relay. */
    public static FrontDoorConfig of(
            String bindAddress,
            int mqttPort,
            int tcpPort,
            Path journalDirectory,
            Durability durability,
            String kafkaBootstrapServers,
            @Nullable String operatorKey,
            @Nullable TlsConfig tls,
            boolean insecure) {
        return new FrontDoorConfig(
                bindAddress,
                mqttPort,
                tcpPort,
                JournalConfig.of(journalDirectory, durability),
                kafkaBootstrapServers,
                operatorKey,
                ConnectionLimits.DEFAULT,
                tls,
                insecure,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5));
    }

    public FrontDoorConfig withLimits(ConnectionLimits others) {
        return new FrontDoorConfig(
                bindAddress,
                mqttPort,
                tcpPort,
                journal,
                kafkaBootstrapServers,
                operatorKey,
                others,
                tls,
                insecure,
                registryTimeout,
                relayDrain);
    }

    public FrontDoorConfig withJournal(JournalConfig other) {
        return new FrontDoorConfig(
                bindAddress,
                mqttPort,
                tcpPort,
                other,
                kafkaBootstrapServers,
                operatorKey,
                limits,
                tls,
                insecure,
                registryTimeout,
                relayDrain);
    }

    /**
     * What to say before anything is started.
     *
     * @throws IllegalArgumentException when loggers would send their keys in plain text to another machine
     */
    public static void requireProtected(String bindAddress, @Nullable TlsConfig tls, boolean insecure) {
        if (tls == null && !insecure && !isLoopback(bindAddress)) {
            throw new IllegalArgumentException(PLAIN_TEXT_ELSEWHERE.formatted(bindAddress));
        }
    }

    private static boolean isLoopback(String bindAddress) {
        try {
            return bindAddress.isBlank() || InetAddress.getByName(bindAddress).isLoopbackAddress();
        } catch (UnknownHostException e) {
            // Nothing can be bound to it; said by whoever tries.
            return true;
        }
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "FrontDoorConfig[bindAddress=" + bindAddress + ", mqttPort=" + mqttPort + ", tcpPort=" + tcpPort
                + ", journal=" + journal + ", kafkaBootstrapServers=" + kafkaBootstrapServers + "]";
    }
}
