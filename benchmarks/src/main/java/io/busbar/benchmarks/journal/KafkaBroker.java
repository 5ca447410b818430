package io.busbar.benchmarks.journal;

import io.busbar.benchmarks.cpu.CpuTime;
import io.busbar.benchmarks.peer.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** A Kafka broker in a process of its own; closing ends it. Confined to one thread. */
public final class KafkaBroker implements AutoCloseable {

    private final Process process;
    private final String bootstrapServers;

    private KafkaBroker(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    public static KafkaBroker start(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path log = folder.resolve("broker.log");
        Process process = new ProcessBuilder(
                        ServerProcess.java(),
                        "-Xmx768m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        folder.resolve("logs").toString())
                .redirectError(log.toFile())
                .start();
        try {
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(BrokerProcess.READY)) {
                    return new KafkaBroker(process, line.substring(BrokerProcess.READY.length()));
                }
            }
            throw new IOException("the broker did not start: " + ServerProcess.tail(log));
        } catch (IOException | RuntimeException e) {
            ServerProcess.end(process);
            throw e;
        }
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    double cpuSeconds() {
        return CpuTime.ofTree(process.pid());
    }

    /** With one partition, synced to disk before the broker acknowledges what was written to it. */
    void createSyncedTopic(String name) throws IOException {
        NewTopic topic =
                new NewTopic(name, 1, (short) 1).configs(Map.of(TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG, "1"));
        administer(admin -> admin.createTopics(List.of(topic)).all().get());
    }

    void deleteTopic(String name) throws IOException {
        administer(admin -> admin.deleteTopics(List.of(name)).all().get());
    }

    private interface Task {
        void run(Admin admin) throws ExecutionException, InterruptedException;
    }

    private void administer(Task task) throws IOException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            task.run(admin);
        } catch (ExecutionException e) {
            throw new IOException("Kafka refused: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        ServerProcess.end(process);
    }
}
