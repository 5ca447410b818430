package io.busbar.standalone.kafka;

import io.busbar.standalone.storage.DataDirectory;
import io.busbar.standalone.storage.LoopbackPort;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker in this process, for a machine that has none: one node, on loopback only. It can be started again on the same folder,
 * also after this process was killed. Nothing stops it but {@link #close}: Kafka's one shutdown hook only takes its metrics out of JMX. Safe for
 * concurrent use.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final int PORT_ATTEMPTS = 3;

    private final DataDirectory lock;
    private final KafkaRaftServer server;
    private final String bootstrapServers;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedKafka(DataDirectory lock, KafkaRaftServer server, String bootstrapServers) {
        this.lock = lock;
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /** As {@link #start(Path, int)} on the port of the last start, else on any free one. */
    public static EmbeddedKafka start(Path directory) throws IOException {
        return start(directory, 0);
    }

    /**
     * Starts a broker on a folder, which is made when absent; returns when it takes connections.
     *
     * @param port for clients, 1 to 65535, or 0 for the port of the last start when it is free, else any free one
     * @throws IOException with one line for the user
     */
    public static EmbeddedKafka start(Path directory, int port) throws IOException {
        DataDirectory lock = DataDirectory.open(directory);
        try {
            return launch(lock, port);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Writes everything, stops the broker and gives the folder back. */
    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            try {
                server.shutdown();
                server.awaitShutdown();
            } finally {
                lock.close();
            }
        }
    }

    private static EmbeddedKafka launch(DataDirectory lock, int wantedPort) throws IOException {
        Path logs = lock.path().resolve("logs");
        for (int attempt = 1; true; attempt++) {
            int clientPort = LoopbackPort.choose(lock.path().resolve("port"), wantedPort);
            int controllerPort = LoopbackPort.choose(lock.path().resolve("controller-port"), 0);
            try {
                KafkaConfig config = new KafkaConfig(BrokerSettings.of(logs, clientPort, controllerPort));
                format(logs, config);
                return new EmbeddedKafka(lock, startServer(config), "127.0.0.1:" + clientPort);
            } catch (RuntimeException e) {
                if (!isBindFailure(e) || attempt == PORT_ATTEMPTS) {
                    throw new IOException("Kafka in " + lock.path() + " did not start: " + e.getMessage(), e);
                }
                LOG.info("port {} or {} was taken meanwhile, trying others", clientPort, controllerPort);
            }
        }
    }

    private static KafkaRaftServer startServer(KafkaConfig config) {
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        try {
            server.startup();
            return server;
        } catch (RuntimeException e) {
            server.shutdown();
            throw e;
        }
    }

    /** Makes the folder a cluster of its own; a folder that is one already stays as it is. */
    private static void format(Path logs, KafkaConfig config) throws IOException {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        LOG.info("creating a Kafka log in {}", logs);
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(config.nodeId())
                    .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(logs.toString())
                    .addDirectory(logs.toString())
                    .setIgnoreFormatted(true)
                    .run();
        } catch (Exception e) {
            throw new IOException("cannot create a Kafka log in " + logs + ": " + e.getMessage(), e);
        }
    }

    private static boolean isBindFailure(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }
}
