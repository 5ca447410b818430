package io.busbar.standalone.path;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.standalone.StandaloneSystem;
import io.busbar.standalone.SystemOptions;
import io.busbar.standalone.client.RunningSystem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole system on free ports, with the eyes of a user: HTTP and SQL. Safe for concurrent use after it is made. */
final class SystemUnderTest implements AutoCloseable {

    static final String MANAGER = "manager@busbar.local";
    static final String MANAGER_PASSWORD = "a password for tests";

    private final StandaloneSystem system;
    private final Path data;
    private final HttpClient http = HttpClient.newHttpClient();

    private SystemUnderTest(StandaloneSystem system, Path data) {
        this.system = system;
        this.data = data;
    }

    static SystemUnderTest start(Path data) {
        return start(data, null);
    }

    /** With the stream job on an external Flink cluster, given as HOST:PORT; null for the embedded one. */
    static SystemUnderTest start(Path data, @Nullable String flink) {
        return start(SystemOptions.onFreePorts(data, flink, MANAGER, MANAGER_PASSWORD));
    }

    static SystemUnderTest start(SystemOptions options) {
        StandaloneSystem system = new StandaloneSystem(
                options, new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        system.start();
        return new SystemUnderTest(system, options.dataDirectory());
    }

    RunningSystem running() {
        return system.running();
    }

    /** Where the broker of the system listens. */
    String kafka() {
        return system.kafka();
    }

    HttpResponse<String> get(String path, String mediaType) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(running().httpUrl() + path))
                .header("Authorization", "Bearer " + running().operatorToken())
                .header("Accept", mediaType)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send("POST", path, json);
    }

    HttpResponse<String> patch(String path, String json) throws IOException, InterruptedException {
        return send("PATCH", path, json);
    }

    private HttpResponse<String> send(String method, String path, String json)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(running().httpUrl() + path))
                .header("Authorization", "Bearer " + running().operatorToken())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Returns the key of a new logger. */
    String register(String serialNumber) throws IOException, InterruptedException {
        return key(post("/api/v1/loggers", "{\"serialNumber\":\"" + serialNumber + "\"}"));
    }

    /** The logger's key in an answer that has one. */
    static String key(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body()).required("key").asText();
    }

    /** The first column of every row, as text; none of a statement that has no rows. */
    List<String> sql(String query) throws SQLException, IOException {
        return sql(data, query);
    }

    /** The same for the embedded server of a data directory. */
    static List<String> sql(Path data, String query) throws SQLException, IOException {
        Path postgres = data.resolve("postgres");
        String port = Files.readString(postgres.resolve("port")).trim();
        String password = Files.readString(postgres.resolve("password")).trim();
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + port + "/busbar", "busbar", password);
                Statement statement = connection.createStatement()) {
            if (statement.execute(query)) {
                ResultSet rows = statement.getResultSet();
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
            }
        }
        return values;
    }

    @Override
    public void close() {
        system.close();
    }
}
