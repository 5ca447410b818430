package io.busbar.benchmarks.door;

import io.busbar.benchmarks.cpu.CpuTime;
import io.busbar.benchmarks.peer.BusbarProgram;
import io.busbar.benchmarks.peer.ServerProcess;
import io.busbar.standalone.storage.LoopbackPort;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A server that takes MQTT on loopback, as a process of its own. Closing ends it. Confined to one thread.
 *
 * @param tcpPort of Busbar's own protocol, 0 where it is not spoken
 */
public record DoorServer(String name, String description, Process process, int mqttPort, int tcpPort)
        implements AutoCloseable {

    private static final String MOSQUITTO = "mosquitto";
    private static final int HEAP_MEBIBYTES = 512;
    private static final long LONGEST_START_SECONDS = 60;
    private static final long PAUSE_MILLIS = 20;

    /** Busbar's door: acknowledges what is on disk. Kafka is away, so that nothing is counted that the others have no part for. */
    public static DoorServer busbar(Path folder, int loggers) throws IOException {
        return busbar(folder, loggers, HEAP_MEBIBYTES);
    }

    /** The same with another limit to its heap. */
    public static DoorServer busbar(Path folder, int loggers, int heapMebibytes) throws IOException {
        BusbarProgram program = BusbarProgram.start(
                DoorProcess.class,
                folder,
                heapMebibytes,
                folder.resolve("journal").toString(),
                Integer.toString(loggers),
                "127.0.0.1:" + LoopbackPort.free());
        String[] ports = program.ready().split(" ");
        return new DoorServer(
                "busbar",
                "Busbar's front door: checked, in the journal on disk (group sync), then acknowledged",
                program.process(),
                Integer.parseInt(ports[0]),
                Integer.parseInt(ports[1]));
    }

    /** Mosquitto of the system, with its defaults: acknowledges from memory. */
    public static DoorServer mosquitto(Path folder) throws IOException {
        Files.createDirectories(folder);
        int port = LoopbackPort.free();
        Path settings = folder.resolve("mosquitto.conf");
        Files.writeString(settings, "listener " + port + " 127.0.0.1\nallow_anonymous true\npersistence false\n");
        Path log = folder.resolve("mosquitto.log");
        Process process = new ProcessBuilder(mosquittoProgram().toString(), "-c", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        awaitOpen(process, port, log);
        return new DoorServer(
                MOSQUITTO, "Mosquitto with its defaults, no subscriber: acknowledged from memory", process, port, 0);
    }

    /**
     * Moquette with its defaults, without a file: acknowledges from memory.
     *
     * @param libraries the folder with its jar and what it needs
     */
    public static DoorServer moquette(Path folder, Path libraries) throws IOException {
        int port = LoopbackPort.free();
        Path settings = folder.resolve("config").resolve("moquette.conf");
        Files.createDirectories(settings.getParent());
        Files.writeString(
                settings,
                "port " + port + "\nhost 127.0.0.1\nallow_anonymous true\npersistence_enabled false\n"
                        + "telemetry_enabled false\nnetty.mqtt.message_size 262144\n");
        Path log = folder.resolve("moquette.log");
        Process process = new ProcessBuilder(
                        ServerProcess.java(),
                        "-Xmx512m",
                        "-Dmoquette.path=" + folder,
                        "-cp",
                        libraries + "/*",
                        "io.moquette.broker.Server")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        awaitOpen(process, port, log);
        return new DoorServer(
                "moquette",
                "Moquette 0.17 with its defaults, no subscriber: acknowledged from memory",
                process,
                port,
                0);
    }

    /** Where the system has Mosquitto. */
    public static boolean hasMosquitto() {
        return Files.isExecutable(mosquittoProgram());
    }

    /** Processor time that it has used. */
    public double cpuSeconds() {
        return CpuTime.ofTree(process.pid());
    }

    @Override
    public void close() {
        ServerProcess.end(process);
    }

    private static Path mosquittoProgram() {
        return Path.of("/usr/sbin", MOSQUITTO);
    }

    private static void awaitOpen(Process process, int port, Path log) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_START_SECONDS);
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    ServerProcess.end(process);
                    throw new IOException("it does not listen on port " + port + ": " + ServerProcess.tail(log), e);
                }
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                ServerProcess.end(process);
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("interrupted while a server starts").initCause(e);
            }
        }
    }
}
