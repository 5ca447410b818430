package io.busbar.standalone.client;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A logger as the front door sees one: an MQTT 5 client that publishes binary frames with QoS 1 and learns when each is acknowledged.
 * Thread-safe.
 */
public final class LoggerClient implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 10;
    private static final int KEEP_ALIVE_SECONDS = 60;

    private final Mqtt5AsyncClient client;
    private final String topic;

    private LoggerClient(Mqtt5AsyncClient client, String topic) {
        this.client = client;
        this.topic = topic;
    }

    /**
     * Connects and logs in; when the connection is lost later, it comes back by itself and unacknowledged frames are sent again.
     *
     * @throws CommandFailure when the door refuses the logger or does not answer
     */
    public static LoggerClient connect(RunningSystem system, String serialNumber, String key) {
        @Nullable LoggerTls tls = system.tls();
        Mqtt5AsyncClient client = MqttClient.builder()
                .useMqttVersion5()
                .sslConfig(tls == null ? null : tls.mqtt())
                .identifier(serialNumber)
                .serverHost(system.host())
                .serverPort(system.mqttPort())
                .automaticReconnect()
                .initialDelay(500, TimeUnit.MILLISECONDS)
                .maxDelay(10, TimeUnit.SECONDS)
                .applyAutomaticReconnect()
                .buildAsync();
        try {
            client.connectWith()
                    .keepAlive(KEEP_ALIVE_SECONDS)
                    .sessionExpiryInterval(Duration.ofMinutes(5).toSeconds())
                    .simpleAuth()
                    .username(serialNumber)
                    .password(key.getBytes(StandardCharsets.UTF_8))
                    .applySimpleAuth()
                    .send()
                    .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new CommandFailure(
                    "logger " + serialNumber + " could not log in at mqtt://" + system.host() + ":" + system.mqttPort()
                            + ": " + e.getCause(),
                    e);
        }
        return new LoggerClient(client, "busbar/v1/" + serialNumber + "/frames");
    }

    /** Completes when the door has acknowledged the frame, exceptionally with its reason when it refused it. */
    public CompletableFuture<Mqtt5PublishResult> send(byte[] frame) {
        return client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(frame)
                .send()
                .thenApply(result -> {
                    result.getError().ifPresent(error -> {
                        throw new CompletionException(error);
                    });
                    return result;
                });
    }

    @Override
    public void close() {
        try {
            client.disconnect().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            // not connected any more: nothing is left to close
        }
    }
}
