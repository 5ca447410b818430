package io.busbar.ingest.mqtt;

import static io.busbar.ingest.TestDoor.KEY;
import static io.busbar.ingest.TestDoor.LOGGER;
import static io.busbar.ingest.TestDoor.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import io.busbar.ingest.RawSocket;
import io.busbar.ingest.WithDoor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What version 5 adds: limits that are told, aliases, sessions, and a reason for every end. */
@Timeout(60)
class MqttVersion5Test extends WithDoor {

    private static final int DISCONNECT = 0xe0;

    @Test
    void announcesItsLimits() {
        Mqtt5BlockingClient client = Clients.version5(door.mqttPort(), LOGGER, KEY);
        Mqtt5ConnAck answer = client.connectWith()
                .keepAlive(0)
                .sessionExpiryInterval(1_000_000)
                .send();
        assertThat(answer.getRestrictions().getTopicAliasMaximum()).isEqualTo(TopicAliases.MAXIMUM);
        assertThat(answer.getRestrictions().isRetainAvailable()).isFalse();
        assertThat(answer.getServerKeepAlive()).isEqualTo(OptionalInt.of(3_600));
        assertThat(answer.getSessionExpiryInterval()).hasValue(MqttSessions.MAX_EXPIRY_SECONDS);
        client.disconnect();

        answer = client.connectWith().keepAlive(30).send();
        assertThat(answer.getServerKeepAlive()).isEmpty();
        client.disconnect();
    }

    @Test
    void takesFramesUnderATopicAlias() throws IOException {
        try (RawSocket socket = connected()) {
            socket.send(RawPackets.publish5(RawPackets.QOS_1, RawPackets.FRAMES, 1, "23 0003", frame(1)));
            socket.send(RawPackets.publish5(RawPackets.QOS_1, "", 2, "23 0003", frame(2)));
            assertThat(socket.receiveHex(8)).isEqualTo("40020001" + "40020002");
        }
        assertThat(door.closeAndRead()).extracting(record -> record.payload()).containsExactly(frame(1), frame(2));
    }

    @ParameterizedTest
    @CsvSource({
        "30, '', 230003, 82, topic alias 3 has no topic yet",
        "30, '', '', 82, neither a topic nor a topic alias",
        "32, frames, 230000, 94, 'topic alias 0, allowed are 1 to 8'",
        "32, frames, 230009, 94, 'topic alias 9, allowed are 1 to 8'",
        "34, frames, '', 9b, 'QoS 2, allowed are 0 and 1'",
        "33, frames, '', 9a, 'a frame to be retained, but nothing is retained here'"
    })
    void saysWhyItEndsAConnection(String header, String topic, String properties, String code, String why)
            throws IOException {
        try (RawSocket socket = connected()) {
            String name = topic.isEmpty() ? "" : RawPackets.FRAMES;
            byte[] packet = header.equals("30")
                    ? withoutPacketId(RawPackets.publish5(0x30, name, 0, properties, frame(1)))
                    : RawPackets.publish5(Integer.parseInt(header, 16), name, 1, properties, frame(1));
            socket.send(packet);
            assertDisconnected(socket, Integer.parseInt(code, 16), why);
        }
        assertThat(door.closeAndRead()).isEmpty();
    }

    @Test
    void saysThatAPacketIsTooLarge() throws IOException {
        try (RawSocket socket = connected()) {
            socket.send(RawPackets.publish5(RawPackets.QOS_1, RawPackets.FRAMES, 1, "", new byte[67_000]));
            assertDisconnected(socket, 0x95, "too-large: packet longer than 66560 bytes");
        }
    }

    @Test
    void saysThatAnotherConnectionTookOver() throws IOException {
        try (RawSocket older = connected();
                RawSocket newer = connected()) {
            assertDisconnected(older, 0x8e, "logger LOGGER-1 connected again");
            newer.send(RawPackets.publish5(RawPackets.QOS_1, RawPackets.FRAMES, 1, "", frame(1)));
            assertThat(newer.receiveHex(4)).isEqualTo("40020001");
        }
        assertThat(ended("taken-over")).isEqualTo(1);
    }

    @Test
    void saysWhyALoggerIsRefused() {
        Mqtt5ConnAckException badKey = catchThrowableOfType(
                Mqtt5ConnAckException.class,
                () -> Clients.version5(door.mqttPort(), LOGGER, "wrong").connect());
        assertThat(badKey.getMqttMessage().getReasonString().orElseThrow().toString())
                .isEqualTo("bad-key: not the key of logger 'LOGGER-1': use the one shown when it was registered, or"
                        + " rotate it");
        Mqtt5ConnAckException unknown =
                catchThrowableOfType(Mqtt5ConnAckException.class, () -> Clients.version5(door.mqttPort(), "NOBODY", KEY)
                        .connect());
        assertThat(unknown.getMqttMessage().getReasonString().orElseThrow().toString())
                .startsWith("unknown-logger: no active logger has the serial number 'NOBODY'");
    }

    @ParameterizedTest
    @CsvSource({
        "busbar/v1/LOGGER-2/frames, 1, false, TOPIC_NAME_INVALID",
        "alerts, 1, false, TOPIC_NAME_INVALID",
        "busbar/v1/LOGGER-1/state, 2, false, QOS_NOT_SUPPORTED",
        "busbar/v1/LOGGER-1/state, 1, true, RETAIN_NOT_SUPPORTED"
    })
    void refusesALastWillThatItCouldNotKeepTo(String topic, int qos, boolean retained, Mqtt5ConnAckReasonCode code) {
        Mqtt5BlockingClient client = Clients.version5(door.mqttPort(), LOGGER, KEY);
        Mqtt5ConnAckException refused = catchThrowableOfType(Mqtt5ConnAckException.class, () -> client.connectWith()
                .willPublish()
                .topic(topic)
                .qos(MqttQos.fromCode(qos))
                .retain(retained)
                .payload("gone".getBytes(UTF_8))
                .applyWillPublish()
                .send());
        assertThat(refused.getMqttMessage().getReasonCode()).isEqualTo(code);
    }

    @Test
    void countsALastWillAsALostConnection() throws IOException {
        try (RawSocket socket = connected()) {
            socket.send(RawPackets.publish5(RawPackets.QOS_1, RawPackets.FRAMES, 1, "", frame(1)));
            assertThat(socket.receiveHex(4)).isEqualTo("40020001");
        }
        await().until(() -> ended("lost") == 1);

        Mqtt5BlockingClient client = Clients.version5(door.mqttPort(), LOGGER, KEY);
        client.connectWith()
                .willPublish()
                .topic("busbar/v1/" + LOGGER + "/state")
                .applyWillPublish()
                .send();
        client.disconnect();
        await().until(() -> ended("clean") == 1);
        assertThat(door.closeAndRead()).hasSize(1);
    }

    @Test
    void keepsASessionThatIsToOutliveItsConnection() {
        Mqtt5BlockingClient client = Clients.version5(door.mqttPort(), LOGGER, KEY, "the-client");
        assertThat(client.connectWith().sessionExpiryInterval(600).send().isSessionPresent())
                .isFalse();
        client.disconnect();
        assertThat(client.connectWith()
                        .cleanStart(false)
                        .sessionExpiryInterval(600)
                        .send()
                        .isSessionPresent())
                .isTrue();
        client.disconnectWith().sessionExpiryInterval(0).send();
        assertThat(client.connectWith()
                        .cleanStart(false)
                        .sessionExpiryInterval(600)
                        .send()
                        .isSessionPresent())
                .isFalse();
        client.disconnect();

        Mqtt5BlockingClient other = Clients.version5(door.mqttPort(), LOGGER, KEY, "another-client");
        assertThat(other.connectWith().cleanStart(false).send().isSessionPresent())
                .isFalse();
        other.disconnect();
    }

    private double ended(String how) {
        return door.meters
                .get("busbar.door.connections.ended")
                .tag("end", how)
                .tag("transport", "mqtt")
                .counter()
                .count();
    }

    private RawSocket connected() throws IOException {
        RawSocket socket = new RawSocket(door.mqttPort());
        socket.send(RawPackets.connect5(60, ""));
        assertThat(socket.receiveHex(1)).isEqualTo("20");
        int length = socket.receive(1)[0];
        assertThat(socket.receive(length)).startsWith(0, 0);
        return socket;
    }

    private static void assertDisconnected(RawSocket socket, int code, String why) {
        ByteArrayInputStream packet = new ByteArrayInputStream(socket.receiveAll());
        assertThat(packet.read()).isEqualTo(DISCONNECT);
        assertThat(packet.read()).isEqualTo(packet.available());
        assertThat(packet.read()).isEqualTo(code);
        assertThat(packet.read()).isEqualTo(packet.available());
        assertThat(new String(packet.readAllBytes(), UTF_8).substring(3)).isEqualTo(why);
    }

    /** With QoS 0 there is none. */
    private static byte[] withoutPacketId(byte[] publish) {
        byte[] shorter = new byte[publish.length - 2];
        int body = publish.length > 129 ? 3 : 2;
        System.arraycopy(publish, 0, shorter, 0, body + 2);
        System.arraycopy(publish, body + 4, shorter, body + 2, publish.length - body - 4);
        shorter[1] = (byte) (publish[1] - 2);
        return shorter;
    }
}
