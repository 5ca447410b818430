package io.busbar.ingest.mqtt;

import static io.busbar.ingest.TestDoor.KEY;
import static io.busbar.ingest.TestDoor.LOGGER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import io.busbar.ingest.RawSocket;
import io.busbar.ingest.TestDoor;
import io.busbar.ingest.WithDoor;
import io.busbar.topic.FrameRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes that no MQTT library would send. The door closes the connection, counts it, and goes on. */
@Timeout(60)
class MqttHostileBytesTest extends WithDoor {

    @Test
    void closesAConnectionThatSendsRandomBytes() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 20; i++) {
            byte[] noise = new byte[2_000];
            random.nextBytes(noise);
            // The first packet is none that a client sends, so that it cannot be waited for.
            noise[0] = (byte) 0xf0;
            try (RawSocket socket = new RawSocket(door.mqttPort())) {
                socket.send(noise);
                assertThat(socket.receiveAll()).isEmpty();
            }
        }
        assertThat(door.meters
                        .get("busbar.door.unreadable")
                        .tag("transport", "mqtt")
                        .counter()
                        .count())
                .isEqualTo(20);
        stillServes();
    }

    @Test
    void closesAConnectionThatStartsWithAnotherPacket() throws IOException {
        try (RawSocket socket = new RawSocket(door.mqttPort())) {
            socket.sendHex("c0 00");
            assertThat(socket.receiveAll()).isEmpty();
        }
        stillServes();
    }

    @Test
    void closesAConnectionThatSendsAnOversizedPacketAndKeepsThatItDid() throws IOException {
        try (RawSocket socket = new RawSocket(door.mqttPort())) {
            socket.send(RawPackets.connect3());
            assertThat(socket.receiveHex(4)).isEqualTo("20020000");
            sendOrBeReset(socket, RawPackets.publish3(RawPackets.QOS_1, 1, new byte[10 << 20]));
            assertThat(socket.receiveAll()).isEmpty();
        }
        await().until(() -> door.counted("too-large") == 1);
        stillServes();
        assertThat(door.closeAndRead())
                .filteredOn(record -> record.kind() == FrameRecord.Kind.REJECTED)
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.key()).isEqualTo(LOGGER);
                    assertThat(new String(record.payload(), UTF_8))
                            .contains("\"reason\":\"too-large\"", "\"payload\":\"\"");
                });
    }

    @Test
    void closesAVersion3ConnectionThatAsksForExactlyOnce() throws IOException {
        try (RawSocket socket = new RawSocket(door.mqttPort())) {
            socket.send(RawPackets.connect3());
            assertThat(socket.receiveHex(4)).isEqualTo("20020000");
            socket.send(RawPackets.publish3(RawPackets.QOS_2, 1, TestDoor.frame(1)));
            assertThat(socket.receiveAll()).isEmpty();
        }
        assertThat(door.closeAndRead()).isEmpty();
    }

    @Test
    void keepsNothingOfWhatFollowsASecondConnect() throws IOException {
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        second.write(RawPackets.connect5(60, RawPackets.NO_PROPERTIES));
        second.write(RawPackets.publish3(RawPackets.QOS_1, 1, TestDoor.frame(1)));
        try (RawSocket socket = new RawSocket(door.mqttPort())) {
            socket.send(RawPackets.connect3());
            assertThat(socket.receiveHex(4)).isEqualTo("20020000");
            socket.send(second.toByteArray());
            assertThat(socket.receiveAll()).isEmpty();
        }
        stillServes();
        assertThat(door.closeAndRead()).singleElement().satisfies(record -> assertThat(record.payload())
                .isEqualTo(TestDoor.frame(99)));
    }

    @Test
    void takesFramesThatFollowTheConnectWithoutWaitingAndInPieces() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(RawPackets.connect3());
        all.write(RawPackets.publish3(RawPackets.QOS_1, 1, TestDoor.frame(1)));
        all.write(RawPackets.publish3(RawPackets.QOS_1, 1, TestDoor.frame(2)));
        try (RawSocket socket = new RawSocket(door.mqttPort())) {
            byte[] bytes = all.toByteArray();
            for (int i = 0; i < bytes.length; i += 7) {
                socket.send(Arrays.copyOfRange(bytes, i, Math.min(i + 7, bytes.length)));
            }
            assertThat(socket.receiveHex(12)).isEqualTo("20020000" + "40020001" + "40020001");
        }
        assertThat(door.closeAndRead()).hasSize(2);
    }

    private void stillServes() {
        Mqtt3BlockingClient client = Clients.version3(door.mqttPort(), LOGGER, KEY);
        client.connect();
        client.publishWith()
                .topic("busbar/v1/" + LOGGER + "/frames")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(TestDoor.frame(99))
                .send();
        client.disconnect();
    }

    private static void sendOrBeReset(RawSocket socket, byte[] bytes) throws IOException {
        try {
            socket.send(bytes);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageMatching("(Broken pipe|Connection reset.*)");
        }
    }
}
