package io.busbar.ingest.mqtt;

import static io.busbar.ingest.TestDoor.KEY;
import static io.busbar.ingest.TestDoor.LOGGER;
import static io.busbar.ingest.TestDoor.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import io.busbar.ingest.TestDoor;
import io.busbar.ingest.WithDoor;
import io.busbar.topic.FrameRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loggers publish through HiveMQ's client; Kafka is away all the time. */
@Timeout(60)
class MqttFramesTest extends WithDoor {

    private static final String FRAMES = "busbar/v1/" + LOGGER + "/frames";

    @Test
    void acknowledgesAndKeepsFramesOfVersion3() throws IOException {
        Mqtt3BlockingClient client = client3();
        client.connect();
        client.publishWith()
                .topic(FRAMES)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(frame(1))
                .send();
        client.publishWith()
                .topic(FRAMES + "/json")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(TestDoor.json(2).getBytes(UTF_8))
                .send();
        client.disconnect();

        List<FrameRecord> kept = door.closeAndRead();
        assertThat(kept).extracting(FrameRecord::kind).containsOnly(FrameRecord.Kind.ACCEPTED);
        assertThat(kept).extracting(FrameRecord::key).containsExactly(LOGGER, LOGGER);
        assertThat(kept.get(0).payload()).isEqualTo(frame(1));
        assertThat(kept.get(0).doorId()).isNotZero();
    }

    @Test
    void acknowledgesManyFramesInFlight() throws IOException {
        Mqtt3AsyncClient client = client3().toAsync();
        client.connect().join();
        int count = 5_000;
        List<CompletableFuture<?>> acknowledged = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            acknowledged.add(client.publishWith()
                    .topic(FRAMES)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(frame(i))
                    .send());
        }
        CompletableFuture.allOf(acknowledged.toArray(new CompletableFuture<?>[0]))
                .join();
        client.disconnect().join();

        List<FrameRecord> kept = door.closeAndRead();
        assertThat(kept).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(kept.get(i).payload()).isEqualTo(frame(i));
        }
    }

    @Test
    void keepsFramesWithoutAcknowledgement() throws IOException {
        Mqtt5BlockingClient client = connected5();
        client.publishWith()
                .topic(FRAMES)
                .qos(MqttQos.AT_MOST_ONCE)
                .payload(frame(1))
                .send();
        client.publishWith()
                .topic(FRAMES)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(frame(2))
                .send();
        client.disconnect();
        assertThat(door.closeAndRead()).hasSize(2);
    }

    @Test
    void tellsVersion5WhatItOffers() {
        Mqtt5BlockingClient client = client5();
        Mqtt5ConnAck answer = client.connect();
        assertThat(answer.getRestrictions().getReceiveMaximum()).isEqualTo(1_024);
        assertThat(answer.getRestrictions().getMaximumQos()).isEqualTo(MqttQos.AT_LEAST_ONCE);
        assertThat(answer.getRestrictions().getMaximumPacketSize()).isGreaterThan(65_536);
        assertThat(answer.getAssignedClientIdentifier()).isPresent();
        client.disconnect();
    }

    @ParameterizedTest
    @CsvSource({
        "busbar/v1/LOGGER-1/frames, checksum, PAYLOAD_FORMAT_INVALID",
        "busbar/v1/LOGGER-1/frames/json, malformed, PAYLOAD_FORMAT_INVALID",
        "busbar/v1/LOGGER-2/frames, wrong-topic, TOPIC_NAME_INVALID",
        "elsewhere, wrong-topic, TOPIC_NAME_INVALID"
    })
    void tellsVersion5WhyAFrameIsRefusedAndKeepsIt(String topic, String reason, Mqtt5PubAckReasonCode code)
            throws IOException {
        byte[] damaged = frame(1);
        damaged[damaged.length - 1] ^= 1;
        Mqtt5BlockingClient client = connected5();
        Mqtt5PubAckException refused = catchThrowableOfType(Mqtt5PubAckException.class, () -> client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(damaged)
                .send());
        assertThat(refused.getMqttMessage().getReasonCode()).isEqualTo(code);
        assertThat(refused.getMqttMessage().getReasonString()).get().asString().startsWith(reason + ": ");
        client.disconnect();

        assertThat(door.counted(reason)).isEqualTo(1);
        List<FrameRecord> kept = door.closeAndRead();
        assertThat(kept).singleElement().satisfies(record -> {
            assertThat(record.kind()).isEqualTo(FrameRecord.Kind.REJECTED);
            assertThat(record.key()).isEqualTo(LOGGER);
            assertThat(new String(record.payload(), UTF_8)).contains("\"reason\":\"" + reason + "\"");
        });
    }

    @Test
    void refusesAFrameOfAnotherLogger() throws IOException {
        Mqtt5BlockingClient client = connected5();
        Mqtt5PubAckException refused = catchThrowableOfType(Mqtt5PubAckException.class, () -> client.publishWith()
                .topic(FRAMES)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(frame(TestDoor.OTHER_LOGGER, 1))
                .send());
        assertThat(refused.getMqttMessage().getReasonCode()).isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED);
        assertThat(door.counted("wrong-logger")).isEqualTo(1);
    }

    @Test
    void acknowledgesARefusedFrameOfVersion3SoThatItIsNotSentForEver() throws IOException {
        Mqtt3BlockingClient client = client3();
        client.connect();
        client.publishWith()
                .topic(FRAMES)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(new byte[] {1, 2, 3})
                .send();
        client.disconnect();
        assertThat(door.closeAndRead())
                .singleElement()
                .extracting(FrameRecord::kind)
                .isEqualTo(FrameRecord.Kind.REJECTED);
    }

    private Mqtt3BlockingClient client3() {
        return Clients.version3(door.mqttPort(), LOGGER, KEY);
    }

    private Mqtt5BlockingClient client5() {
        return Clients.version5(door.mqttPort(), LOGGER, KEY);
    }

    private Mqtt5BlockingClient connected5() {
        Mqtt5BlockingClient client = client5();
        client.connect();
        return client;
    }
}
