package io.busbar.standalone.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where a running system listens, and the token that makes a command on the same machine its operator. Kept in a file of the data
 * directory that only its owner can read; written when the system is ready, deleted when it stops. Immutable.
 *
 * @param tls of the ports for loggers; null for plain text
 */
public record RunningSystem(
        String host,
        int httpPort,
        int mqttPort,
        int tcpPort,
        String kafkaBootstrapServers,
        String operatorToken,
        @Nullable LoggerTls tls) {

    private static final String FILE = "running.properties";

    public String httpUrl() {
        return "http://" + host + ":" + httpPort;
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        String secure = tls == null ? "" : "s";
        return "http://%s:%d mqtt%s://%s:%d tcp%s://%s:%d"
                .formatted(host, httpPort, secure, host, mqttPort, secure, host, tcpPort);
    }

    public void write(Path dataDirectory) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("host", host);
        properties.setProperty("http", Integer.toString(httpPort));
        properties.setProperty("mqtt", Integer.toString(mqttPort));
        properties.setProperty("tcp", Integer.toString(tcpPort));
        properties.setProperty("kafka", kafkaBootstrapServers);
        properties.setProperty("operatorToken", operatorToken);
        if (tls != null) {
            tls.write(properties);
        }
        file(dataDirectory).write(properties);
    }

    public static void delete(Path dataDirectory) throws IOException {
        file(dataDirectory).delete();
    }

    /**
     * The system that runs on this data directory.
     *
     * @throws CommandFailure when none does
     */
    public static RunningSystem read(Path dataDirectory) throws IOException {
        Properties properties = file(dataDirectory)
                .read()
                .orElseThrow(() -> new CommandFailure("no Busbar runs on data directory " + dataDirectory
                        + ": start one with './busbar up', or name another with --data"));
        return new RunningSystem(
                properties.getProperty("host"),
                Integer.parseInt(properties.getProperty("http")),
                Integer.parseInt(properties.getProperty("mqtt")),
                Integer.parseInt(properties.getProperty("tcp")),
                properties.getProperty("kafka"),
                properties.getProperty("operatorToken"),
                LoggerTls.read(properties));
    }

    private static PrivateProperties file(Path dataDirectory) {
        return new PrivateProperties(dataDirectory.resolve(FILE));
    }
}
