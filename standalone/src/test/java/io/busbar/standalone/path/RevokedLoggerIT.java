package io.busbar.standalone.path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever may not send any more is out within five seconds and told why, all the way from the API over the topic to the open connection, and is
 * told why when it comes again.
 */
final class RevokedLoggerIT {

    private static final Duration CUT_OFF_WITHIN = Duration.ofSeconds(5);

    @TempDir
    private static Path data = Path.of("");

    private static SystemUnderTest system;

    @BeforeAll
    static void start() {
        system = SystemUnderTest.start(data.resolve("busbar"));
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void isCutOffOverMqttAndRefused() throws Exception {
        String key = system.register("MQTT1");
        CompletableFuture<Mqtt5Disconnect> cutOff = new CompletableFuture<>();
        client("MQTT1", key, cutOff).connect();

        deactivate("MQTT1");
        Mqtt5Disconnect told = cutOff.get(CUT_OFF_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(told.getReasonCode()).isEqualTo(Mqtt5DisconnectReasonCode.ADMINISTRATIVE_ACTION);
        assertThat(told.getReasonString().orElseThrow().toString())
                .isEqualTo("logger MQTT1 was removed or has a new key");

        Mqtt5ConnAckException refused = refusal("MQTT1", key);
        assertThat(refused.getMqttMessage().getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.NOT_AUTHORIZED);
        assertThat(refused.getMqttMessage().getReasonString().orElseThrow().toString())
                .isEqualTo("unknown-logger: no active logger has the serial number 'MQTT1': register it, or activate it"
                        + " again");
        awaitCounted("mqtt");
    }

    @Test
    void isCutOffOverTcpAndRefused() throws Exception {
        String key = system.register("TCP1");
        try (TcpLogger logger = TcpLogger.connect(system.running(), "TCP1", key)) {
            deactivate("TCP1");
            long deactivatedNanos = System.nanoTime();
            assertThatThrownBy(() -> logger.awaitAcknowledgement(0))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the door ends the connection: error=6, the logger may not send any more");
            assertThat(Duration.ofNanos(System.nanoTime() - deactivatedNanos)).isLessThan(CUT_OFF_WITHIN);
        }
        assertThatThrownBy(() -> TcpLogger.connect(system.running(), "TCP1", key))
                .isInstanceOf(IOException.class)
                .hasMessage("log-in refused: status=1, unknown-logger: no active logger has the serial number 'TCP1':"
                        + " register it, or activate it again");
        awaitCounted("tcp");
    }

    @Test
    void isCutOffWhenItsKeyIsAnotherAndComesInWithThatOne() throws Exception {
        String key = system.register("ROTATED1");
        CompletableFuture<Mqtt5Disconnect> cutOff = new CompletableFuture<>();
        client("ROTATED1", key, cutOff).connect();

        String newKey = SystemUnderTest.key(system.post("/api/v1/loggers/ROTATED1:rotateKey", ""));
        assertThat(cutOff.get(CUT_OFF_WITHIN.toMillis(), TimeUnit.MILLISECONDS).getReasonCode())
                .isEqualTo(Mqtt5DisconnectReasonCode.ADMINISTRATIVE_ACTION);
        assertThat(refusal("ROTATED1", key).getMqttMessage().getReasonCode())
                .isEqualTo(Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD);
        assertThatThrownBy(() -> TcpLogger.connect(system.running(), "ROTATED1", key))
                .hasMessageStartingWith("log-in refused: status=2, bad-key: not the key of logger 'ROTATED1'");
        TcpLogger.connect(system.running(), "ROTATED1", newKey).close();
    }

    private static void deactivate(String serialNumber) throws Exception {
        assertThat(system.patch("/api/v1/loggers/" + serialNumber, "{\"active\":false}")
                        .statusCode())
                .isEqualTo(200);
    }

    private static Mqtt5ConnAckException refusal(String serialNumber, String key) {
        return catchThrowableOfType(
                Mqtt5ConnAckException.class,
                () -> client(serialNumber, key, new CompletableFuture<>()).connect());
    }

    private static Mqtt5BlockingClient client(
            String serialNumber, String key, CompletableFuture<Mqtt5Disconnect> cutOff) {
        return MqttClient.builder()
                .useMqttVersion5()
                .serverHost(system.running().host())
                .serverPort(system.running().mqttPort())
                .simpleAuth()
                .username(serialNumber)
                .password(key.getBytes(UTF_8))
                .applySimpleAuth()
                .addDisconnectedListener(end -> {
                    if (end.getCause() instanceof Mqtt5DisconnectException byTheDoor) {
                        cutOff.complete(byTheDoor.getMqttMessage());
                    } else {
                        cutOff.completeExceptionally(end.getCause());
                    }
                })
                .buildBlocking();
    }

    private static void awaitCounted(String transport) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(system.get("/metrics", "*/*").body())
                        .containsPattern("busbar_door_connections_ended_total\\{end=\"revoked\",transport=\""
                                + transport + "\"} [1-9]"));
    }
}
