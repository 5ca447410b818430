package io.busbar.standalone.door;

import io.busbar.standalone.storage.ChildJvm;
import io.busbar.standalone.storage.LoopbackPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A Kafka broker in a process that can be stopped in the middle of whatever it does, and go on later. Confined to one thread. */
final class PausableBroker implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(1);

    private final Process process;
    private final String bootstrapServers;

    private PausableBroker(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    static PausableBroker start(Path folder) throws IOException {
        Path output = folder.resolve("broker.log");
        int port = LoopbackPort.free();
        Process process = ChildJvm.builder(
                        BrokerProgram.class, folder.resolve("broker").toString(), Integer.toString(port))
                .redirectOutput(output.toFile())
                .start();
        PausableBroker broker = new PausableBroker(process, "127.0.0.1:" + port);
        Awaitility.await().atMost(START).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the broker ended: " + Files.readString(output));
            }
            return Files.readString(output).contains("broker ready");
        });
        return broker;
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    /** Connections to it stay open, and nothing is answered any more. */
    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void goOn() throws IOException, InterruptedException {
        signal("-CONT");
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
        process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
