package io.busbar.ingest;

import static io.busbar.ingest.TestDoor.KEY;
import static io.busbar.ingest.TestDoor.LOGGER;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.journal.Durability;
import io.busbar.ingest.journal.JournalConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that say nothing, speak slowly, come too often or send too much; the limits are short, so that they show. */
@Timeout(60)
class HostileClientsTest {

    private static final int MAX_CONNECTIONS_PER_ADDRESS = 5;
    private static final int LOG_INS_PER_SECOND = 1;
    private static final int FRAMES_PER_SECOND = 100;

    @TempDir
    Path directory;

    @Test
    void closesWhoDoesNotLogIn() throws IOException {
        try (TestDoor door = door();
                RawSocket silentMqtt = new RawSocket(door.mqttPort());
                RawSocket silentTcp = new RawSocket(door.tcpPort());
                RawSocket drippingTcp = new RawSocket(door.tcpPort());
                RawSocket drippingMqtt = new RawSocket(door.mqttPort())) {
            Drip tcp = new Drip(drippingTcp, "BSB2 \0n,,n=LOGGER-1,r=x".getBytes(US_ASCII));
            Drip mqtt = new Drip(drippingMqtt, new byte[] {0x10, 0x7f, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 90});
            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> {
                        tcp.next();
                        mqtt.next();
                        return ended(door, "tcp", "timed-out") == 2 && ended(door, "mqtt", "timed-out") == 2;
                    });
            assertThat(silentMqtt.receiveAll()).isEmpty();
            assertThat(silentTcp.receiveAll()).isEmpty();
        }
    }

    @Test
    void closesAnAddressThatHasTooManyConnections() throws IOException {
        try (TestDoor door = door()) {
            List<RawSocket> open = new ArrayList<>();
            for (int i = 0; i < MAX_CONNECTIONS_PER_ADDRESS; i++) {
                open.add(new RawSocket(i % 2 == 0 ? door.tcpPort() : door.mqttPort()));
            }
            await().until(() -> connections(door) == MAX_CONNECTIONS_PER_ADDRESS);
            try (RawSocket oneMore = new RawSocket(door.mqttPort())) {
                assertThat(oneMore.receiveAll()).isEmpty();
            }
            assertThat(door.refused("mqtt", "too-many-of-address")).isEqualTo(1);
            for (RawSocket each : open) {
                each.close();
            }
            await().until(() -> connections(door) == 0);
            client(door).connect();
        }
    }

    @Test
    void refusesAnAddressThatLogsInTooOften() throws IOException {
        try (TestDoor door = door()) {
            AtomicInteger admitted = new AtomicInteger();
            Mqtt5ConnAckException refused = catchThrowableOfType(Mqtt5ConnAckException.class, () -> {
                for (int i = 0; i < 40; i++) {
                    Mqtt5BlockingClient client = client(door);
                    client.connect();
                    admitted.incrementAndGet();
                    client.disconnect();
                }
            });
            assertThat(refused.getMqttMessage().getReasonCode())
                    .isEqualTo(Mqtt5ConnAckReasonCode.CONNECTION_RATE_EXCEEDED);
            assertThat(refused.getMqttMessage().getReasonString().orElseThrow().toString())
                    .isEqualTo("quota: too many log-ins from this address: connect again later");
            assertThat(admitted.get()).isGreaterThanOrEqualTo(10 * LOG_INS_PER_SECOND);
            assertThat(door.refused("mqtt", "too-many-log-ins")).isEqualTo(1);
        }
    }

    @Test
    void readsALoggerMoreSlowlyThatSendsTooMuchAndLosesNothing() throws IOException {
        int count = 3 * FRAMES_PER_SECOND;
        try (TestDoor door = door()) {
            Mqtt5BlockingClient client = client(door);
            client.connect();
            long startNanos = System.nanoTime();
            List<CompletableFuture<?>> acknowledged = new ArrayList<>();
            // One read brings a few hundred small packets; larger ones show the pace.
            byte[] large = new byte[20_000];
            for (int i = 0; i < count; i++) {
                acknowledged.add(client.toAsync()
                        .publishWith()
                        .topic("busbar/v1/" + LOGGER + "/frames/json")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(large)
                        .send()
                        .exceptionally(refusedAsNoFrame -> null));
            }
            CompletableFuture.allOf(acknowledged.toArray(new CompletableFuture<?>[0]))
                    .join();
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isGreaterThan(Duration.ofMillis(1_500));
            assertThat(door.counted("malformed")).isEqualTo(count);
            assertThat(door.meters
                            .get("busbar.door.throttled")
                            .tag("transport", "mqtt")
                            .counter()
                            .count())
                    .isPositive();
        }
    }

    /** Sends one byte at a time, as long as somebody listens. */
    private static final class Drip {

        private final RawSocket socket;
        private final byte[] bytes;
        private int sent;

        Drip(RawSocket socket, byte[] bytes) {
            this.socket = socket;
            this.bytes = bytes;
        }

        void next() {
            try {
                if (sent < bytes.length) {
                    socket.send(new byte[] {bytes[sent++]});
                }
            } catch (IOException closed) {
                sent = bytes.length;
            }
        }
    }

    private TestDoor door() throws IOException {
        return new TestDoor(
                JournalConfig.of(directory, Durability.DISK),
                new ConnectionLimits(
                        100,
                        MAX_CONNECTIONS_PER_ADDRESS,
                        LOG_INS_PER_SECOND,
                        FRAMES_PER_SECOND,
                        1_024,
                        4 << 20,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(60)));
    }

    private static Mqtt5BlockingClient client(TestDoor door) {
        return MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(door.mqttPort())
                .simpleAuth()
                .username(LOGGER)
                .password(KEY.getBytes(UTF_8))
                .applySimpleAuth()
                .buildBlocking();
    }

    private static double connections(TestDoor door) {
        return door.meters.find("busbar.door.connections").gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum();
    }

    private static double ended(TestDoor door, String transport, String how) {
        return door.meters
                .get("busbar.door.connections.ended")
                .tag("transport", transport)
                .tag("end", how)
                .counter()
                .count();
    }
}
