package io.busbar.ingest.mqtt;

import static io.busbar.ingest.TestDoor.KEY;
import static io.busbar.ingest.TestDoor.LOGGER;
import static io.busbar.ingest.TestDoor.OTHER_LOGGER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.busbar.ingest.RawSocket;
import io.busbar.ingest.WithDoor;
import io.busbar.topic.FrameRecord;
import io.busbar.topic.LoggerCommand;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands on their way to a logger, and what becomes of them. */
@Timeout(60)
class MqttCommandsTest extends WithDoor {

    private static final String COMMANDS = "busbar/v1/" + LOGGER + "/commands";
    private static final int WAIT_SECONDS = 10;

    @Test
    void deliversCommandsInOrderAndKeepsTheAnswer() throws Exception {
        LoggerCommand first = command(LOGGER, "c-1", 600);
        door.command(first);
        Mqtt5BlockingClient client = Clients.version5(door.mqttPort(), LOGGER, KEY);
        try (Mqtt5Publishes received = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.connect();
            client.subscribeWith()
                    .topicFilter(COMMANDS)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();
            Mqtt5Publish publish =
                    received.receive(WAIT_SECONDS, TimeUnit.SECONDS).orElseThrow();
            assertThat(LoggerCommand.decode(publish.getPayloadAsBytes())).isEqualTo(first);
            assertThat(publish.getQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
            assertThat(publish.getMessageExpiryInterval().orElseThrow()).isBetween(500L, 600L);
            String answerTo = publish.getResponseTopic().orElseThrow().toString();
            assertThat(answerTo).isEqualTo(COMMANDS + "/c-1/status");
            client.publishWith()
                    .topic(answerTo)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload("{\"ok\":true}".getBytes(UTF_8))
                    .send();

            door.command(command(LOGGER, "c-2", 600));
            door.command(command(OTHER_LOGGER, "c-3", 600));
            door.command(command(LOGGER, "c-4", 600));
            assertThat(ids(received, 2)).containsExactly("c-2", "c-4");
            // Known already.
            door.command(first);
            assertThat(received.receive(500, TimeUnit.MILLISECONDS)).isEmpty();
        }
        await().until(() -> counted("delivered") == 3);
        assertThat(counted("answered")).isEqualTo(1);
        client.disconnect();
        assertThat(statuses())
                .hasSize(4)
                .contains("{\"id\":\"c-1\",\"logger\":\"LOGGER-1\",\"status\":\"delivered\"}")
                .contains("{\"id\":\"c-1\",\"logger\":\"LOGGER-1\",\"status\":\"answered\",\"answer\":{\"ok\":true}}");
    }

    @Test
    void deliversAgainWhatWasNotAcknowledged() throws Exception {
        door.command(command(LOGGER, "c-1", 600));
        try (RawSocket socket = new RawSocket(door.mqttPort())) {
            socket.send(RawPackets.connect5(60, "11 00000258"));
            receivePacket(socket);
            socket.send(RawPackets.subscribe5(1, COMMANDS));
            receivePacket(socket);
            // A PUBLISH with QoS 1, not sent before, and under packet identifier 1.
            assertThat(socket.receive(1)[0]).isEqualTo((byte) 0x32);
        }
        await().until(() -> door.meters
                        .get("busbar.door.connections.ended")
                        .tag("end", "lost")
                        .tag("transport", "mqtt")
                        .counter()
                        .count()
                == 1);
        assertThat(counted("delivered")).isZero();

        Mqtt5BlockingClient client = Clients.version5(door.mqttPort(), LOGGER, KEY, "raw");
        // Subscribed still, by its session.
        try (Mqtt5Publishes again = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.connectWith().cleanStart(false).sessionExpiryInterval(600).send();
            assertThat(ids(again, 1)).containsExactly("c-1");
        }
        await().until(() -> counted("delivered") == 1);
        client.disconnect();
    }

    @Test
    void givesUpACommandThatNobodyFetchedInTime() throws Exception {
        door.command(command(LOGGER, "late", 1));
        await().until(() -> counted("expired") == 1);
        Mqtt3BlockingClient client = Clients.version3(door.mqttPort(), LOGGER, KEY);
        try (Mqtt3BlockingClient.Mqtt3Publishes received = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.connect();
            client.subscribeWith()
                    .topicFilter(COMMANDS)
                    .qos(MqttQos.AT_MOST_ONCE)
                    .send();
            door.command(command(LOGGER, "in-time", 600));
            assertThat(LoggerCommand.decode(received.receive(WAIT_SECONDS, TimeUnit.SECONDS)
                                    .orElseThrow()
                                    .getPayloadAsBytes())
                            .id())
                    .isEqualTo("in-time");
        }
        await().until(() -> counted("sent") == 1);
        client.disconnect();
        assertThat(statuses())
                .containsExactly(
                        "{\"id\":\"late\",\"logger\":\"LOGGER-1\",\"status\":\"expired\"}",
                        "{\"id\":\"in-time\",\"logger\":\"LOGGER-1\",\"status\":\"sent\"}");
    }

    @Test
    void refusesAnAnswerThatIsNoJson() {
        Mqtt5BlockingClient client = Clients.version5(door.mqttPort(), LOGGER, KEY);
        client.connect();
        Mqtt5PubAckException refused = catchThrowableOfType(Mqtt5PubAckException.class, () -> client.publishWith()
                .topic(COMMANDS + "/c-1/status")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload("done".getBytes(UTF_8))
                .send());
        assertThat(refused.getMqttMessage().getReasonString().orElseThrow().toString())
                .startsWith("malformed: answer to a command that is not JSON: ");
        client.disconnect();
    }

    /** Shorter than 128 bytes. */
    private static void receivePacket(RawSocket socket) throws IOException {
        socket.receive(socket.receive(2)[1]);
    }

    private static LoggerCommand command(String logger, String id, int seconds) {
        return new LoggerCommand(id, logger, Instant.now().plusSeconds(seconds), "{\"do\":\"" + id + "\"}");
    }

    private static List<String> ids(Mqtt5Publishes received, int count) throws InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Optional<Mqtt5Publish> next = received.receive(WAIT_SECONDS, TimeUnit.SECONDS);
            ids.add(LoggerCommand.decode(next.orElseThrow().getPayloadAsBytes()).id());
        }
        return ids;
    }

    private double counted(String status) {
        return door.meters
                .get("busbar.door.commands")
                .tag("status", status)
                .counter()
                .count();
    }

    private List<String> statuses() throws IOException {
        return door.closeAndRead().stream()
                .filter(record -> record.kind() == FrameRecord.Kind.COMMAND_STATUS)
                .map(record -> new String(record.payload(), UTF_8))
                .toList();
    }
}
