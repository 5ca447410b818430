package io.busbar.standalone.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Where a running system listens, and the token that makes a command on the same machine its operator. Kept in a file of the data
 * directory that only its owner can read; written when the system is ready, deleted when it stops. Immutable.
 */
public record RunningSystem(String host, int httpPort, int mqttPort, int tcpPort, String operatorToken) {

    private static final String FILE = "running.properties";

    public String httpUrl() {
        return "http://" + host + ":" + httpPort;
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "http://%s:%d mqtt://%s:%d tcp://%s:%d".formatted(host, httpPort, host, mqttPort, host, tcpPort);
    }

    public void write(Path dataDirectory) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("host", host);
        properties.setProperty("http", Integer.toString(httpPort));
        properties.setProperty("mqtt", Integer.toString(mqttPort));
        properties.setProperty("tcp", Integer.toString(tcpPort));
        properties.setProperty("operatorToken", operatorToken);
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
                properties.getProperty("operatorToken"));
    }

    private static PrivateProperties file(Path dataDirectory) {
        return new PrivateProperties(dataDirectory.resolve(FILE));
    }
}
