package io.busbar.standalone.path;

import io.busbar.standalone.Busbar;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** {@code busbar up} as a process of its own that can be killed together with everything it started. Confined to one thread. */
final class BusbarProcess {

    private final Process process;
    private final Path data;
    private final Path output;

    private BusbarProcess(Process process, Path data, Path output) {
        this.process = process;
        this.data = data;
        this.output = output;
    }

    /** Starts it on free ports and waits until it says that it is ready. */
    static BusbarProcess start(Path folder, Path data, Duration limit) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // the flags of this very JVM, so that there is one place that names them
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-") || flag.startsWith("-Djava.io.tmpdir"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx768m", "-cp", System.getProperty("java.class.path"), Busbar.class.getName()));
        command.addAll(List.of("up", "--data", data.toString()));
        command.addAll(List.of("--http-port", "0", "--mqtt-port", "0", "--tcp-port", "0"));
        Path output = Files.createTempFile(folder, "busbar", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(new File("/dev/null"))
                .start();
        BusbarProcess busbar = new BusbarProcess(process, data, output);
        Awaitility.await().atMost(limit).until(busbar::isReady);
        return busbar;
    }

    /** Ends the Java process and the database server as {@code kill -9} does. */
    void kill() throws Exception {
        process.destroyForcibly();
        process.waitFor(30, TimeUnit.SECONDS);
        Path pidFile = data.resolve("postgres/data/postmaster.pid");
        if (Files.exists(pidFile)) {
            long postmaster = Long.parseLong(Files.readAllLines(pidFile).get(0).trim());
            ProcessHandle.of(postmaster).ifPresent(server -> {
                server.descendants().forEach(ProcessHandle::destroyForcibly);
                server.destroyForcibly();
            });
            Awaitility.await().until(() -> ProcessHandle.of(postmaster)
                    .map(server -> !server.isAlive())
                    .orElse(true));
        }
    }

    private boolean isReady() throws IOException {
        String told = Files.readString(output);
        if (!process.isAlive()) {
            throw new IllegalStateException("busbar ended with " + process.exitValue() + ": " + told);
        }
        return told.contains("busbar ready ");
    }
}
