package io.busbar.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.busbar.standalone.client.CommandFailure;
import io.busbar.standalone.client.LoggerClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever may not send any more is out within five seconds, all the way from the API over the topic to the open connection. */
final class RevokedLoggerIT {

    private static final Duration CUT_OFF_WITHIN = Duration.ofSeconds(5);

    @TempDir
    private Path data = Path.of("");

    @Test
    void isCutOff() throws Exception {
        try (SystemUnderTest system = SystemUnderTest.start(data.resolve("busbar"))) {
            String key = new ObjectMapper()
                    .readTree(system.post("/api/v1/loggers", "{\"serialNumber\":\"SN1\"}")
                            .body())
                    .path("key")
                    .asText();
            LoggerClient logger = LoggerClient.connect(system.running(), "SN1", key);
            try {
                HttpRequest off = HttpRequest.newBuilder(
                                URI.create(system.running().httpUrl() + "/api/v1/loggers/SN1"))
                        .header("Authorization", "Bearer " + system.running().operatorToken())
                        .header("Content-Type", "application/json")
                        .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"active\":false}"))
                        .build();
                assertThat(HttpClient.newHttpClient()
                                .send(off, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(200);
                Awaitility.await().atMost(CUT_OFF_WITHIN).untilAsserted(() -> assertThat(
                                system.get("/metrics", "*/*").body())
                        .containsPattern(
                                "busbar_door_connections_ended_total\\{end=\"revoked\",transport=\"mqtt\"} 1.0"));
                assertThatThrownBy(() -> LoggerClient.connect(system.running(), "SN1", key))
                        .isInstanceOf(CommandFailure.class)
                        .hasMessageStartingWith("logger SN1 could not log in at mqtt://");
            } finally {
                logger.close();
            }
        }
    }
}
