package io.busbar.benchmarks.journal;

import io.busbar.benchmarks.cpu.CpuTime;
import io.busbar.benchmarks.peer.BusbarProgram;
import io.busbar.benchmarks.peer.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** A Kafka broker in a process of its own; closing ends it. Confined to one thread. */
public final class KafkaBroker implements AutoCloseable {

    private static final int HEAP_MEBIBYTES = 768;

    private final BusbarProgram broker;

    private KafkaBroker(BusbarProgram broker) {
        this.broker = broker;
    }

    public static KafkaBroker start(Path folder) throws IOException {
        return new KafkaBroker(BusbarProgram.start(
                BrokerProcess.class,
                folder,
                HEAP_MEBIBYTES,
                folder.resolve("logs").toString()));
    }

    String bootstrapServers() {
        return broker.ready();
    }

    double cpuSeconds() {
        return CpuTime.ofTree(broker.process().pid());
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
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
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
        ServerProcess.end(broker.process());
    }
}
