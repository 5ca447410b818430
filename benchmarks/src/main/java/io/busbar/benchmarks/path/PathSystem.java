package io.busbar.benchmarks.path;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.benchmarks.chart.FlameGraph;
import io.busbar.benchmarks.door.DoorFleet;
import io.busbar.benchmarks.door.LogIn;
import io.busbar.benchmarks.peer.BusbarProgram;
import io.busbar.benchmarks.peer.ServerProcess;
import io.busbar.standalone.client.ApiClient;
import io.busbar.standalone.client.RunningSystem;
import io.busbar.standalone.postgres.EmbeddedPostgres;
import io.busbar.standalone.postgres.PostgresOptions;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The engine as users run it, in a process of its own, over an embedded PostgreSQL that also notes when each transaction was committed. Closing
 * ends both. Confined to one thread.
 */
public final class PathSystem implements AutoCloseable {

    private static final int HEAP_MEBIBYTES = 2_048;

    private final EmbeddedPostgres postgres;
    private final BusbarProgram program;
    private final RunningSystem running;
    private final HttpClient http = HttpClient.newHttpClient();

    private PathSystem(EmbeddedPostgres postgres, BusbarProgram program, RunningSystem running) {
        this.postgres = postgres;
        this.program = program;
        this.running = running;
    }

    /** On an empty folder. */
    public static PathSystem start(Path folder, Path programs) throws IOException, SQLException {
        PostgresOptions options = PostgresOptions.defaults().withBinaries(programs);
        Path data = folder.resolve("postgres");
        try (EmbeddedPostgres first = EmbeddedPostgres.start(data, options);
                Connection connection = connect(first);
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET track_commit_timestamp = on");
        }
        EmbeddedPostgres postgres = EmbeddedPostgres.start(data, options);
        try {
            Path directory = folder.resolve("data");
            BusbarProgram program = BusbarProgram.start(
                    PathProcess.class,
                    folder,
                    HEAP_MEBIBYTES,
                    directory.toString(),
                    postgres.jdbcUrl(),
                    postgres.user(),
                    postgres.password());
            return new PathSystem(postgres, program, RunningSystem.read(directory));
        } catch (IOException | RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** Registers the loggers of the fleet, and returns what they log in with. */
    public List<LogIn> register(int loggers) throws IOException {
        ApiClient api = new ApiClient(running);
        List<LogIn> logIns = new ArrayList<>();
        for (int logger = 0; logger < loggers; logger++) {
            String serialNumber = DoorFleet.serialNumber(logger);
            try {
                JsonNode answer = api.post("/loggers", Map.of("serialNumber", serialNumber))
                        .body();
                logIns.add(new LogIn(serialNumber, answer.required("key").asText()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("interrupted").initCause(e);
            }
        }
        return logIns;
    }

    public int mqttPort() {
        return running.mqttPort();
    }

    public int tcpPort() {
        return running.tcpPort();
    }

    public Connection connect() throws SQLException {
        return connect(postgres);
    }

    Expense expense() throws IOException {
        return Expense.now(ask("/"), program.process().pid(), postgres.pid());
    }

    /** Where the time of each stage went between two moments, by the stage's name. */
    Map<String, FlameGraph> flames(Instant from, Instant to) throws IOException {
        return FlightRecording.flames(Path.of(ask("/recording")), from, to);
    }

    private String ask(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + program.ready() + path))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    @Override
    public void close() throws IOException {
        ServerProcess.end(program.process());
        postgres.close();
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }
}
