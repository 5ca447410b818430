package io.busbar.ingest.mqtt;

import static io.busbar.ingest.TestDoor.KEY;
import static io.busbar.ingest.TestDoor.LOGGER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClientState;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import io.busbar.ingest.TestDoor;
import io.busbar.ingest.WithDoor;
import io.busbar.topic.FrameRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets in, who does not, and how a session ends. */
@Timeout(60)
class MqttLogInTest extends WithDoor {

    @Test
    void tellsVersion3WhyItIsRefused() {
        Mqtt3ConnAckException badKey = catchThrowableOfType(
                Mqtt3ConnAckException.class,
                () -> Clients.version3(door.mqttPort(), LOGGER, "wrong").connect());
        assertThat(badKey.getMqttMessage().getReturnCode()).isEqualTo(Mqtt3ConnAckReturnCode.BAD_USER_NAME_OR_PASSWORD);
        Mqtt3ConnAckException unknown =
                catchThrowableOfType(Mqtt3ConnAckException.class, () -> Clients.version3(door.mqttPort(), "NOBODY", KEY)
                        .connect());
        assertThat(unknown.getMqttMessage().getReturnCode()).isEqualTo(Mqtt3ConnAckReturnCode.NOT_AUTHORIZED);
    }

    @Test
    void tellsVersion5WhyItIsRefused() {
        Mqtt5ConnAckException badKey = catchThrowableOfType(
                Mqtt5ConnAckException.class,
                () -> Clients.version5(door.mqttPort(), LOGGER, "wrong").connect());
        assertThat(badKey.getMqttMessage().getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD);
        Mqtt5ConnAckException unknown =
                catchThrowableOfType(Mqtt5ConnAckException.class, () -> Clients.version5(door.mqttPort(), "NOBODY", KEY)
                        .connect());
        assertThat(unknown.getMqttMessage().getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.NOT_AUTHORIZED);
    }

    @Test
    void countsAllRefusalsAndKeepsFewOfThem() throws IOException {
        int attempts = 60;
        List<CompletableFuture<?>> refusals = new ArrayList<>();
        for (int i = 0; i < attempts; i++) {
            refusals.add(Clients.version3(door.mqttPort(), LOGGER, "wrong")
                    .toAsync()
                    .connect()
                    .exceptionally(refused -> null));
        }
        CompletableFuture.allOf(refusals.toArray(new CompletableFuture<?>[0])).join();
        assertThat(door.counted("bad-key")).isEqualTo(attempts);
        List<FrameRecord> kept = door.closeAndRead();
        assertThat(kept).hasSizeBetween(20, 30);
        assertThat(kept.get(0).kind()).isEqualTo(FrameRecord.Kind.REJECTED);
        assertThat(kept.get(0).key()).isEmpty();
        assertThat(new String(kept.get(0).payload(), UTF_8))
                .contains("\"reason\":\"bad-key\"", "\"payload\":\"\"")
                .doesNotContain("wrong");
    }

    @Test
    void letsALoggerInThatIsRegisteredWhileItWaits() {
        CompletableFuture<?> connecting =
                Clients.version3(door.mqttPort(), "NEW-LOGGER", KEY).toAsync().connect();
        await().until(() -> door.meters
                        .get("busbar.door.connections")
                        .tag("transport", "mqtt")
                        .gauge()
                        .value()
                > 0);
        door.register("NEW-LOGGER", true);
        connecting.join();
        assertThat(door.counted("unknown-logger")).isZero();
    }

    @Test
    void disconnectsARevokedLoggerAtOnce() {
        Mqtt5BlockingClient client = Clients.version5(door.mqttPort(), LOGGER, KEY);
        client.connect();
        door.register(LOGGER, false);
        await().until(() -> client.getState() == MqttClientState.DISCONNECTED);
        assertThat(catchThrowableOfType(Mqtt5ConnAckException.class, client::connect))
                .isNotNull();
    }

    @Test
    void letsANewerConnectionTakeOver() {
        Mqtt3BlockingClient older = Clients.version3(door.mqttPort(), LOGGER, KEY);
        older.connect();
        Mqtt3BlockingClient newer = Clients.version3(door.mqttPort(), LOGGER, KEY);
        newer.connect();
        await().until(() -> older.getState() == MqttClientState.DISCONNECTED);
        newer.publishWith()
                .topic("busbar/v1/" + LOGGER + "/frames")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(TestDoor.frame(1))
                .send();
        assertThat(newer.getState()).isEqualTo(MqttClientState.CONNECTED);
    }

    @Test
    void grantsOnlyTheLoggersOwnCommands() {
        Mqtt5BlockingClient client = Clients.version5(door.mqttPort(), LOGGER, KEY);
        client.connect();
        assertThat(client.subscribeWith()
                        .topicFilter("busbar/v1/" + LOGGER + "/commands")
                        .qos(MqttQos.EXACTLY_ONCE)
                        .send()
                        .getReasonCodes())
                .containsExactly(Mqtt5SubAckReasonCode.GRANTED_QOS_1);
        Mqtt5SubAckException refused = catchThrowableOfType(
                Mqtt5SubAckException.class,
                () -> client.subscribeWith().topicFilter("#").send());
        assertThat(refused.getMqttMessage().getReasonCodes()).containsExactly(Mqtt5SubAckReasonCode.NOT_AUTHORIZED);
        client.disconnect();

        Mqtt3BlockingClient client3 = Clients.version3(door.mqttPort(), LOGGER, KEY);
        client3.connect();
        assertThat(catchThrowableOfType(Mqtt3SubAckException.class, () -> client3.subscribeWith()
                        .topicFilter("busbar/v1/LOGGER-2/commands")
                        .send()))
                .isNotNull();
    }
}
