package io.busbar.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that somebody else wrote, mosquitto_pub, sends frames: good ones are stored and answered, rubbish is refused with a reason,
 * counted and kept, and the door goes on serving.
 */
final class MosquittoIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LOGGER = "R07E7A46681B0004";
    private static final Duration SOON = Duration.ofSeconds(20);

    /** The 30-cell vector of a real pack: 3.321 V at most, 3.318 V at least. */
    private static final String FRAME =
            """
            {"observedAt":"2024-02-03T01:44:00Z","bootId":7,"sequence":42,
             "devices":[{"sn":"54480022311170004","type":"BMS/Dyness/High Voltage",
               "points":{"1000":"0.0","1100":"398.3","1400":"95","1500":"100"},
               "packs":[{"sn":"54480022311170004-01","type":"Batteries/Dyness/High Voltage",
                 "cells":[3.318,3.320,3.320,3.321,3.320,3.320,3.320,3.320,3.321,3.321,3.321,3.320,3.320,3.320,3.320,3.320,
                          3.320,3.320,3.320,3.320,3.320,3.320,3.318,3.320,3.320,3.320,3.320,3.320,3.321,3.318],
                 "temperatures":[13.7,13.9]}]}]}
            """;

    @TempDir
    private static Path data = Path.of("");

    private static SystemUnderTest system;
    private static String key = "";

    @BeforeAll
    static void start() throws Exception {
        if (System.getenv("CI") == null) {
            assumeTrue(isInstalled(), "skipped: mosquitto_pub is not installed (Debian package mosquitto-clients)");
        }
        system = SystemUnderTest.start(data.resolve("busbar"));
        String registered = system.post("/api/v1/loggers", "{\"serialNumber\":\"" + LOGGER + "\"}")
                .body();
        key = JSON.readTree(registered).path("key").asText();
        assertThat(key).hasSize(64);
    }

    @AfterAll
    static void stop() {
        if (system != null) {
            system.close();
        }
    }

    @Test
    void storesAFrameAndAnswersIt() throws Exception {
        Sent sent = publish(
                "5", LOGGER, key, "busbar/v1/" + LOGGER + "/frames/json", FRAME.getBytes(StandardCharsets.UTF_8));

        assertThat(sent.exitCode()).as(sent.output()).isZero();
        // The acknowledgement says that the frame is on disk, not that its rows are committed; other tests send later
        // frames.
        Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(system.get(
                                "/api/v1/devices/54480022311170004/history?points=1100,1400&bucket=raw"
                                        + "&from=2024-02-03T00:00:00Z&to=2024-02-03T01:45:00Z",
                                "text/csv")
                        .body()
                        .lines())
                .containsExactly("time,Total Pressure,SOC", "2024-02-03T01:44:00Z,398.300,95.000"));
        assertThat(reading("54480022311170004-01", 10_000_001).path("value").intValue())
                .isEqualTo(3);
        assertThat(reading("54480022311170004-01", 10_000_002).path("value").intValue())
                .isEqualTo(3_321);
        assertThat(reading("54480022311170004-01", 10_000_003).path("value").intValue())
                .isEqualTo(3_318);
        JsonNode soc = reading("54480022311170004", 1_400);
        assertThat(soc.path("value").intValue()).isEqualTo(95_000);
        assertThat(soc.path("scale").intValue()).isEqualTo(3);
        assertThat(
                        system.sql(
                                "SELECT diff_mv || ' ' || max_cell || ' ' || min_cell FROM pack_sample WHERE time = '2024-02-03T01:44:00Z'"))
                .containsExactly("3 4 1");
    }

    @Test
    void speaksMqtt311Too() throws Exception {
        String later = FRAME.replace("01:44:00", "01:49:00").replace("\"sequence\":42", "\"sequence\":43");

        Sent sent = publish(
                "311", LOGGER, key, "busbar/v1/" + LOGGER + "/frames/json", later.getBytes(StandardCharsets.UTF_8));

        assertThat(sent.exitCode()).as(sent.output()).isZero();
        Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(
                        system.sql("SELECT count(*) FROM pack_sample WHERE time = '2024-02-03T01:49:00Z'"))
                .containsExactly("1"));
    }

    @Test
    void refusesRubbishWithAReasonAndKeepsIt() throws Exception {
        String json = "busbar/v1/" + LOGGER + "/frames/json";
        String binary = "busbar/v1/" + LOGGER + "/frames";
        byte[] noise = new byte[200];
        new Random(7).nextBytes(noise);

        assertThat(publish("5", LOGGER, key, json, text("{\"observedAt\":NaN}")).output())
                .contains("Payload format invalid", "not JSON");
        assertThat(publish("5", LOGGER, key, json, text(FRAME.replace("\"398.3\"", "1e400")))
                        .output())
                .contains("Payload format invalid", "devices[0].points.1100");
        assertThat(publish("5", LOGGER, key, json, text(FRAME.substring(0, 300)))
                        .output())
                .contains("Payload format invalid");
        assertThat(publish("5", LOGGER, key, binary, noise).output()).contains("Payload format invalid", "CRC-32C");
        assertThat(publish("5", LOGGER, "not the key", json, text(FRAME)).output())
                .contains("Bad User Name or Password");
        assertThat(publish("5", "R07STRANGER", key, json, text(FRAME)).output()).contains("Not authorized");
        assertThat(publish("311", LOGGER, key, json, new byte[10_000_000]).output())
                .doesNotContain("PUBACK");
        assertThat(publish("5", LOGGER, key, "busbar/v1/R07OTHER/frames/json", text(FRAME))
                        .output())
                .contains("Topic Name invalid");

        Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(RejectedTopic.reasons(system.kafka()))
                .contains(
                        "malformed",
                        "value-out-of-range",
                        "checksum",
                        "bad-key",
                        "unknown-logger",
                        "wrong-topic",
                        "too-large"));
        assertThat(system.get("/metrics", "*/*").body())
                .contains("outcome=\"checksum\",transport=\"mqtt\"} 1.0", "outcome=\"bad-key\",transport=\"mqtt\"} 1.0")
                .doesNotContain(LOGGER);
        storesAFrameAndAnswersIt();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode reading(String device, int point) throws Exception {
        JsonNode latest = JSON.readTree(system.get("/api/v1/devices/" + device + "/latest", "application/json")
                .body());
        for (JsonNode reading : latest.path("readings")) {
            if (reading.path("point").intValue() == point) {
                return reading;
            }
        }
        return JSON.missingNode();
    }

    private record Sent(int exitCode, String output) {}

    private static Sent publish(String version, String user, String password, String topic, byte[] payload)
            throws IOException, InterruptedException {
        Path file = Files.write(Files.createTempFile(data, "payload", ".bin"), payload);
        List<String> command =
                new ArrayList<>(List.of("mosquitto_pub", "-V", version, "-q", "1", "-d", "-h", "127.0.0.1"));
        command.addAll(List.of("-p", Integer.toString(system.running().mqttPort()), "-u", user, "-P", password));
        command.addAll(List.of("-t", topic, "-f", file.toString()));
        Path output = Files.createTempFile(data, "mosquitto", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Sent(process.waitFor(), Files.readString(output));
    }

    private static boolean isInstalled() throws InterruptedException {
        try {
            new ProcessBuilder("mosquitto_pub", "--help")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
