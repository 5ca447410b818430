package io.busbar.standalone.kafka;

import io.busbar.standalone.storage.LoopbackPort;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.awaitility.Awaitility;

/**
 * A Kafka cluster of three brokers, each a process of its own that is also a controller; every topic has three replicas, of which two must have
 * a record before it is acknowledged. Confined to one thread.
 */
public final class KafkaTrio implements AutoCloseable {

    private static final int BROKERS = 3;
    private static final Duration START = Duration.ofSeconds(90);

    private final Path folder;
    private final List<Integer> ports = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    private KafkaTrio(Path folder) {
        this.folder = folder;
    }

    /** Returns when all three answer and Busbar's topics are there. */
    public static KafkaTrio start(Path folder) throws Exception {
        KafkaTrio trio = new KafkaTrio(Files.createDirectories(folder));
        List<Integer> controllers = new ArrayList<>();
        for (int broker = 0; broker < BROKERS; broker++) {
            trio.ports.add(LoopbackPort.free());
            controllers.add(LoopbackPort.free());
        }
        String cluster = Uuid.randomUuid().toString();
        try {
            for (int broker = 0; broker < BROKERS; broker++) {
                trio.format(broker, cluster, controllers);
                trio.processes.add(trio.launch(broker));
            }
            Awaitility.await().atMost(START).ignoreExceptions().until(trio::isComplete);
            KafkaTopics.ensure(trio.bootstrapServers());
            return trio;
        } catch (Exception e) {
            trio.close();
            throw e;
        }
    }

    public String bootstrapServers() {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    /** Ends one of them as {@code kill -9} does, and starts it again on its folder. */
    public void killAndRestart(int broker) throws IOException {
        end(processes.get(broker));
        processes.set(broker, launch(broker));
    }

    @Override
    public void close() {
        processes.forEach(KafkaTrio::end);
    }

    private boolean isComplete() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            return admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).size() == BROKERS;
        }
    }

    private void format(int broker, String cluster, List<Integer> controllers) throws Exception {
        Path logs = folder.resolve("logs-" + broker);
        String voters = IntStream.range(0, BROKERS)
                .mapToObj(id -> id + 1 + "@127.0.0.1:" + controllers.get(id))
                .collect(Collectors.joining(","));
        List<String> settings = new ArrayList<>();
        BrokerSettings.of(logs, ports.get(broker), controllers.get(broker))
                .forEach((name, value) -> settings.add(name + "=" + value));
        settings.add("node.id=" + (broker + 1));
        settings.add("controller.quorum.voters=" + voters);
        for (String replicated :
                List.of("default", "offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.add(replicated + ".replication.factor=3");
        }
        settings.add("min.insync.replicas=2");
        Files.write(properties(broker), settings, StandardCharsets.UTF_8);
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setClusterId(cluster)
                .setNodeId(broker + 1)
                .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                .setMetadataLogDirectory(logs.toString())
                .addDirectory(logs.toString())
                .run();
    }

    private Process launch(int broker) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                "kafka.Kafka",
                properties(broker).toString());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("broker-" + broker + ".log").toFile()))
                .start();
    }

    private Path properties(int broker) {
        return folder.resolve("broker-" + broker + ".properties");
    }

    private static void end(Process process) {
        process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
