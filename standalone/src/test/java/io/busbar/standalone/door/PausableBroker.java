package io.busbar.standalone.door;

import io.busbar.standalone.storage.ChildJvm;
import io.busbar.standalone.storage.LoopbackPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A Kafka broker in a process that can be stopped in the middle of whatever it does and go on later, or be killed and started again on its
 * folder and port. Confined to one thread.
 */
final class PausableBroker implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(1);

    private final Path folder;
    private final int port;
    private Process process;
    private int starts;

    private PausableBroker(Path folder, int port) throws IOException {
        this.folder = folder;
        this.port = port;
        this.process = launch();
    }

    static PausableBroker start(Path folder) throws IOException {
        PausableBroker broker = new PausableBroker(folder, LoopbackPort.free());
        broker.awaitReady();
        return broker;
    }

    private Process launch() throws IOException {
        starts++;
        return ChildJvm.builder(BrokerProgram.class, folder.resolve("broker").toString(), Integer.toString(port))
                .redirectOutput(output().toFile())
                .start();
    }

    private void awaitReady() {
        Awaitility.await().atMost(START).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the broker ended: " + Files.readString(output()));
            }
            return Files.readString(output()).contains("broker ready");
        });
    }

    private Path output() {
        return folder.resolve("broker-" + starts + ".log");
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Connections to it stay open, and nothing is answered any more. */
    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void goOn() throws IOException, InterruptedException {
        signal("-CONT");
    }

    /** As {@code kill -9} does: its connections break, and nobody listens on its port. */
    void kill() {
        process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** After {@link #kill}; returns when it takes connections. */
    void startAgain() throws IOException {
        process = launch();
        awaitReady();
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int exitCode = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (exitCode != 0) {
            throw new IOException("kill " + signal + " of the broker ended with " + exitCode);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
