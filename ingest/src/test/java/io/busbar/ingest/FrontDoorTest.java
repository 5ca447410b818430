package io.busbar.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.admission.LoggerRegistry;
import io.busbar.ingest.journal.Durability;
import io.busbar.ingest.journal.Journal;
import io.busbar.ingest.journal.JournalConfig;
import io.busbar.measure.Catalogue;
import io.busbar.topic.FrameRecord;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FrontDoorTest {

    /** Frames that are sent at once, before it closes. */
    private static final int MORE_THAN_IT_TAKES = 50_000;

    @TempDir
    Path directory;

    @Test
    void saysWhichPortIsInUseAndLetsGoOfTheJournal() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            FrontDoorConfig config = FrontDoorConfig.of(
                    "127.0.0.1",
                    0,
                    port,
                    directory,
                    Durability.DISK,
                    "127.0.0.1:" + TestDoor.closedPort(),
                    null,
                    null,
                    false);
            assertThatThrownBy(() ->
                            FrontDoor.start(config, Catalogue.load(), new SimpleMeterRegistry(), new LoggerRegistry()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("port " + port + " on 127.0.0.1 is in use");
        }
        Journal.open(JournalConfig.of(directory, Durability.DISK), Clock.systemUTC(), new SimpleMeterRegistry())
                .close();
    }

    @Test
    void saysThatTheRegistryCannotBeRead() throws IOException {
        FrontDoorConfig config = new FrontDoorConfig(
                "127.0.0.1",
                0,
                0,
                JournalConfig.of(directory, Durability.DISK),
                "127.0.0.1:" + TestDoor.closedPort(),
                null,
                ConnectionLimits.DEFAULT,
                null,
                false,
                Duration.ofSeconds(1),
                Duration.ZERO);
        assertThatThrownBy(() -> FrontDoor.start(config, Catalogue.load(), new SimpleMeterRegistry()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "topic logger-registry at " + config.kafkaBootstrapServers() + " was not read within 1 s: ");
    }

    @Test
    void tellsAllProblemsOfAConfigurationTogether() {
        assertThatThrownBy(
                        () -> FrontDoorConfig.of("", -1, 70_000, directory, Durability.DISK, " ", "short", null, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "front door configuration: bindAddress is empty, expected an address such as 127.0.0.1; "
                                + "mqttPort=-1, allowed are 0 to 65535; tcpPort=70000, allowed are 0 to 65535; "
                                + "kafkaBootstrapServers is empty, expected host:port; operatorKey is shorter than 32 characters");
    }

    @Test
    void losesNothingThatItAcknowledgedWhileItCloses() throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        Mqtt5AsyncClient client;
        List<FrameRecord> kept;
        List<Throwable> ends = new CopyOnWriteArrayList<>();
        try (TestDoor door = new TestDoor(directory)) {
            client = MqttClient.builder()
                    .useMqttVersion5()
                    .serverHost("127.0.0.1")
                    .serverPort(door.mqttPort())
                    .addDisconnectedListener(context -> ends.add(context.getCause()))
                    .simpleAuth()
                    .username(TestDoor.LOGGER)
                    .password(TestDoor.KEY.getBytes(StandardCharsets.UTF_8))
                    .applySimpleAuth()
                    .buildAsync();
            client.connect().join();
            for (int i = 0; i < MORE_THAN_IT_TAKES; i++) {
                var unused = client.publishWith()
                        .topic("busbar/v1/" + TestDoor.LOGGER + "/frames")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(TestDoor.frame(i))
                        .send()
                        .thenAccept(result -> {
                            if (result.getError().isEmpty()) {
                                acknowledged.incrementAndGet();
                            }
                        });
            }
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> acknowledged.get() > 500);
            kept = door.closeAndRead();
        }
        await().until(() -> !ends.isEmpty());
        assertThat(ends.get(0)).isInstanceOfSatisfying(Mqtt5DisconnectException.class, end -> assertThat(
                        end.getMqttMessage().getReasonCode())
                .isEqualTo(Mqtt5DisconnectReasonCode.SERVER_SHUTTING_DOWN));
        assertThat(kept.size()).isGreaterThanOrEqualTo(acknowledged.get()).isLessThan(MORE_THAN_IT_TAKES);
        for (int i = 0; i < kept.size(); i++) {
            assertThat(kept.get(i).payload()).isEqualTo(TestDoor.frame(i));
        }
    }

    @Test
    void measuresWithoutNamingLoggers() throws IOException {
        try (TestDoor door = new TestDoor(directory)) {
            assertThat(door.meters.getMeters())
                    .extracting(meter -> meter.getId().getName())
                    .contains("busbar.door.frames", "busbar.door.acknowledgement", "busbar.journal.sync")
                    .contains("busbar.journal.group", "busbar.journal.lag", "busbar.journal.lag.age")
                    .contains("busbar.relay.lag", "busbar.relay.lag.age", "busbar.door.connections");
            assertThat(door.meters.getMeters())
                    .flatExtracting(meter -> meter.getId().getTags())
                    .extracting(tag -> tag.getKey())
                    .containsOnly("transport", "outcome", "end", "why", "le", "status");
        }
    }
}
