package io.busbar.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.database.DatabaseTrouble;
import io.busbar.frame.Frame;
import io.busbar.frame.FrameEncoder;
import io.busbar.standalone.client.LoggerClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole path while the database takes nothing: the door goes on, and what it acknowledged is stored afterwards. */
final class ReadOnlyDatabaseIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LOGGER = "R07READONLY";
    private static final int FRAMES = 200;
    private static final int HV_PACK = 11;
    private static final int LOWEST_MILLIVOLTS = 3_000;
    private static final long START_MILLIS = 1_706_924_640_000L;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void keepsNoFrameOutAndLosesNone() throws Exception {
        try (SystemUnderTest system = SystemUnderTest.start(folder.resolve("busbar"))) {
            String key = JSON.readTree(system.post("/api/v1/loggers", "{\"serialNumber\":\"" + LOGGER + "\"}")
                            .body())
                    .path("key")
                    .asText();
            try (LoggerClient logger = LoggerClient.connect(system.running(), LOGGER, key)) {
                send(logger, 0);
                Awaitility.await().atMost(LIMIT).until(() -> stored(system) == FRAMES);

                system.sql("ALTER SYSTEM SET default_transaction_read_only = on");
                system.sql("SELECT pg_reload_conf()");
                Awaitility.await().atMost(LIMIT).until(() -> ready(system).statusCode() == 503);
                send(logger, FRAMES);
                JsonNode readiness = JSON.readTree(ready(system).body());
                assertThat(readiness.path("missing").toString()).isEqualTo("[\"database\"]");
                assertThat(readiness.path("reasons").path("database").asText())
                        .isEqualTo(DatabaseTrouble.READ_ONLY.cause() + ": " + DatabaseTrouble.READ_ONLY.remedy());
                assertThat(stored(system)).isEqualTo(FRAMES);

                system.sql("ALTER SYSTEM RESET default_transaction_read_only");
                system.sql("SELECT pg_reload_conf()");
                Awaitility.await().atMost(LIMIT).until(() -> stored(system) == 2 * FRAMES);
                Awaitility.await().atMost(LIMIT).until(() -> ready(system).statusCode() == 200);
                assertThat(system.sql("SELECT smallint_at(cells, 1) FROM pack_sample ORDER BY time"))
                        .isEqualTo(IntStream.range(0, 2 * FRAMES)
                                .mapToObj(sequence -> "" + (LOWEST_MILLIVOLTS + sequence))
                                .toList());
                assertThat(system.sql("SELECT count(*) FROM row_rejection")).containsExactly("0");
            }
        }
    }

    /** Returns when the door has acknowledged all of them. */
    private static void send(LoggerClient logger, int from) throws Exception {
        CompletableFuture<?>[] acknowledged = IntStream.range(from, from + FRAMES)
                .mapToObj(sequence -> logger.send(FrameEncoder.encode(frame(sequence))))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(acknowledged).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static Frame frame(int sequence) {
        Frame.Device pack = new Frame.Device(
                LOGGER + "-01",
                HV_PACK,
                Frame.Device.NO_PARENT,
                List.of(),
                List.of(),
                List.of(new Frame.Cell(LOWEST_MILLIVOLTS + sequence, 0)),
                List.of());
        return new Frame(LOGGER, 1L, (long) sequence, START_MILLIS + sequence * 1_000L, null, 0, false, List.of(pack));
    }

    private static HttpResponse<String> ready(SystemUnderTest system) throws Exception {
        return system.get("/health/ready", "application/json");
    }

    private static int stored(SystemUnderTest system) throws Exception {
        return Integer.parseInt(system.sql("SELECT count(*) FROM pack_sample").get(0));
    }
}
