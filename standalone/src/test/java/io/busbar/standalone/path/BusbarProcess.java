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
public final class BusbarProcess {

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
        return start(folder, data, limit, List.of("--http-port", "0", "--mqtt-port", "0", "--tcp-port", "0"));
    }

    /** The same with these options beside {@code --data}. */
    public static BusbarProcess start(Path folder, Path data, Duration limit, List<String> options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // the flags of this very JVM, so that there is one place that names them
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-") || flag.startsWith("-Djava.io.tmpdir"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx768m", "-cp", System.getProperty("java.class.path"), Busbar.class.getName()));
        command.addAll(List.of("up", "--data", data.toString()));
        command.addAll(options);
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

    /** Asks it to end, as {@code kill} does. */
    public void terminate() {
        process.destroy();
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** Its exit code, when it ends in time. */
    public int awaitEnd(Duration limit) throws InterruptedException, IOException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("busbar has not ended within " + limit + ": " + Files.readString(output));
        }
        return process.exitValue();
    }

    /** Ends the Java process and the database server as {@code kill -9} does. */
    public void kill() throws Exception {
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
