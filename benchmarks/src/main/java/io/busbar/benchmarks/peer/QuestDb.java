package io.busbar.benchmarks.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.standalone.storage.LoopbackPort;
import io.questdb.ServerMain;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A QuestDB server on loopback with its own defaults; only ports, telemetry and the folder are set, and the collector that its start
 * script chooses. Thread-safe after its start.
 */
public final class QuestDb implements AutoCloseable {

    public static final String VERSION = version();

    private static final Duration LONGEST_START = Duration.ofMinutes(1);
    private static final Duration LONGEST_QUERY = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Process server;
    private final Path folder;
    private final Ports ports;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    /** Where it listens: HTTP for SQL and for ILP, ILP over TCP, the protocol of PostgreSQL. Immutable. */
    public record Ports(int http, int ilp, int postgres) {}

    private QuestDb(Process server, Path folder, Ports ports) {
        this.server = server;
        this.folder = folder;
        this.ports = ports;
    }

    /** Starts a server on an empty folder and free ports; returns when it answers. */
    public static QuestDb start(Path folder) throws IOException {
        Ports ports = new Ports(LoopbackPort.free(), LoopbackPort.free(), LoopbackPort.free());
        Path settings = folder.resolve("conf").resolve("server.conf");
        Files.createDirectories(settings.getParent());
        Files.writeString(
                settings,
                String.join(
                        "\n",
                        "http.net.bind.to=127.0.0.1:" + ports.http(),
                        "line.tcp.net.bind.to=127.0.0.1:" + ports.ilp(),
                        "pg.net.bind.to=127.0.0.1:" + ports.postgres(),
                        "http.min.enabled=false",
                        "telemetry.enabled=false",
                        ""));
        Path log = folder.resolve("server.log");
        Process server = new ProcessBuilder(
                        ServerProcess.java(),
                        "-XX:+UseParallelGC",
                        "-cp",
                        jar().toString(),
                        ServerMain.class.getName(),
                        "-d",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        QuestDb questDb = new QuestDb(server, folder, ports);
        try {
            questDb.awaitAnswer(log);
            return questDb;
        } catch (IOException | RuntimeException e) {
            questDb.close();
            throw e;
        }
    }

    public Ports ports() {
        return ports;
    }

    public long pid() {
        return server.pid();
    }

    /** Runs a statement and returns its rows, each an array of columns; none for a statement that has no rows. */
    public JsonNode rows(String sql) throws IOException {
        String query = URLEncoder.encode(sql, StandardCharsets.UTF_8);
        URI uri = URI.create("http://127.0.0.1:" + ports.http() + "/exec?query=" + query);
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(LONGEST_QUERY).build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("QuestDB refused: status=" + answer.statusCode() + ", sql=" + sql + ", answer="
                        + answer.body());
            }
            return json.readTree(answer.body()).path("dataset");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted: " + sql).initCause(e);
        }
    }

    /** The folder that holds the files of its tables. */
    public Path tables() {
        return folder.resolve("db");
    }

    @Override
    public void close() {
        ServerProcess.end(server);
    }

    private void awaitAnswer(Path log) throws IOException {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (true) {
            try {
                rows("SELECT 1");
                return;
            } catch (IOException e) {
                if (!server.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("QuestDB did not start: " + ServerProcess.tail(log), e);
                }
            }
            try {
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("interrupted while QuestDB starts").initCause(e);
            }
        }
    }

    private static Path jar() {
        try {
            return Path.of(ServerMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String version() {
        String name = String.valueOf(jar().getFileName());
        return name.replaceAll("questdb-(.*)\\.jar", "$1");
    }
}
