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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * A real Flink session cluster: a job manager and task managers with one slot each, every one a process of its own. A lost task manager is
 * noticed within two seconds. Confined to one thread.
 */
public final class FlinkSession implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);

    private static final List<String> TRAVELLING =
            List.of("busbar", "flink-connector", "kafka", "postgresql", "agrona");

    private final List<Process> processes = new ArrayList<>();
    private final Map<String, Process> taskManagers = new LinkedHashMap<>();
    private final Path folder;
    private final int restPort;

    private FlinkSession(Path folder, int restPort) {
        this.folder = folder;
        this.restPort = restPort;
    }

    public static FlinkSession start(Path folder) throws IOException {
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
                heartbeat.interval: 500
                heartbeat.timeout: 4000
                io.tmp.dirs: %s
                """
                        .formatted(LoopbackPort.free(), session.restPort, folder));
        session.processes.add(session.launch(
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint", "job-manager"));
        session.startTaskManager();
        Awaitility.await().atMost(START).ignoreExceptions().until(session::hasASlot);
        return session;
    }

    /** HOST:PORT of its REST endpoint. */
    public String address() {
        return "127.0.0.1:" + restPort;
    }

    public void startTaskManager() throws IOException {
        String name = "task-manager-" + taskManagers.size();
        Process process = launch(
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                name,
                "-D",
                "taskmanager.resource-id=" + name);
        processes.add(process);
        taskManagers.put(name, process);
    }

    /** Ends the task manager that has the job, as {@code kill -9} does. */
    public void killBusyTaskManager() throws IOException, InterruptedException {
        Matcher busy = Pattern.compile("\"id\":\"(task-manager-\\d+)\"[^{]*\"freeSlots\":0")
                .matcher(get("/taskmanagers"));
        while (busy.find()) {
            Process process = Objects.requireNonNull(taskManagers.get(busy.group(1)));
            if (process.isAlive()) {
                process.destroyForcibly()
                        .onExit()
                        .orTimeout(30, TimeUnit.SECONDS)
                        .join();
                return;
            }
        }
        throw new IllegalStateException("no task manager is busy");
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    private Process launch(String main, String name, String... settings) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                flinkAlone()));
        command.addAll(List.of(main, "--configDir", folder.toString()));
        command.addAll(List.of(settings));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
    }

    /** The class path without the job and what travels with it: a cluster has Flink and nothing else. */
    private static String flinkAlone() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry -> TRAVELLING.stream().noneMatch(new File(entry).getName()::contains))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private boolean hasASlot() throws IOException, InterruptedException {
        return get("/overview").contains("\"slots-available\":1");
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + address() + path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
