package io.busbar.standalone.path;

import io.busbar.standalone.storage.LoopbackPort;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** A real Flink session cluster: a job manager and a task manager with one slot, each a process of its own. Confined to one thread. */
final class FlinkSession implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);

    private static final List<String> TRAVELLING =
            List.of("busbar", "flink-connector", "kafka", "postgresql", "agrona");

    private final List<Process> processes = new ArrayList<>();
    private final Path folder;
    private final int restPort;

    private FlinkSession(Path folder, int restPort) {
        this.folder = folder;
        this.restPort = restPort;
    }

    static FlinkSession start(Path folder) throws IOException {
        FlinkSession session = new FlinkSession(Files.createDirectories(folder), LoopbackPort.free());
        Files.writeString(
                folder.resolve("config.yaml"),
                """
                jobmanager.rpc.address: 127.0.0.1
                jobmanager.bind-host: 127.0.0.1
                jobmanager.rpc.port: %d
                rest.address: 127.0.0.1
                rest.bind-address: 127.0.0.1
                rest.port: %d
                blob.server.port: 0
                taskmanager.host: 127.0.0.1
                taskmanager.bind-host: 127.0.0.1
                taskmanager.numberOfTaskSlots: 1
                taskmanager.cpu.cores: 1.0
                taskmanager.memory.task.heap.size: 128m
                taskmanager.memory.task.off-heap.size: 0m
                taskmanager.memory.network.min: 16m
                taskmanager.memory.network.max: 16m
                taskmanager.memory.managed.size: 1m
                taskmanager.memory.framework.heap.size: 64m
                taskmanager.memory.framework.off-heap.size: 32m
                taskmanager.memory.jvm-metaspace.size: 192m
                taskmanager.memory.jvm-overhead.min: 64m
                taskmanager.memory.jvm-overhead.max: 64m
                io.tmp.dirs: %s
                """
                        .formatted(LoopbackPort.free(), session.restPort, folder));
        session.launch("org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
        session.launch("org.apache.flink.runtime.taskexecutor.TaskManagerRunner");
        Awaitility.await().atMost(START).ignoreExceptions().until(session::hasASlot);
        return session;
    }

    String address() {
        return "127.0.0.1:" + restPort;
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    private void launch(String main) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx384m", "-Djava.io.tmpdir=" + folder, "-cp", flinkAlone()));
        command.addAll(List.of(main, "--configDir", folder.toString()));
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(main + ".log").toFile())
                .start());
    }

    /** The class path without the job and what travels with it: a cluster has Flink and nothing else. */
    private static String flinkAlone() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry -> TRAVELLING.stream().noneMatch(new File(entry).getName()::contains))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private boolean hasASlot() throws IOException, InterruptedException {
        HttpRequest overview = HttpRequest.newBuilder(URI.create("http://" + address() + "/overview"))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(overview, HttpResponse.BodyHandlers.ofString())
                .body();
        return answer.contains("\"slots-available\":1");
    }
}
