package io.busbar.ingest.mqtt;

import static io.busbar.ingest.TestDoor.KEY;
import static io.busbar.ingest.TestDoor.LOGGER;
import static io.busbar.ingest.TestDoor.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.busbar.ingest.TestDoor;
import io.busbar.ingest.WithDoor;
import io.busbar.topic.FrameRecord;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttToken;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Eclipse Paho, with which many loggers are built, in both versions. */
@Timeout(60)
class PahoTest extends WithDoor {

    private static final String FRAMES = "busbar/v1/" + LOGGER + "/frames";
    private static final String COMMANDS = "busbar/v1/" + LOGGER + "/commands";

    @Test
    void publishesWithVersion3() throws Exception {
        org.eclipse.paho.client.mqttv3.MqttClient client =
                new org.eclipse.paho.client.mqttv3.MqttClient(url(), "paho-3", null);
        MqttConnectOptions options = new MqttConnectOptions();
        options.setUserName(LOGGER);
        options.setPassword(KEY.toCharArray());
        options.setCleanSession(false);
        assertThat(client.connectWithResult(options).getSessionPresent()).isFalse();
        client.publish(FRAMES, frame(1), 1, false);
        client.publish(FRAMES, frame(2), 0, false);
        client.subscribe(COMMANDS, 2);
        client.disconnect();
        assertThat(client.connectWithResult(options).getSessionPresent()).isTrue();
        client.publish(FRAMES + "/json", TestDoor.json(3).getBytes(UTF_8), 1, false);
        client.unsubscribe(COMMANDS);
        client.disconnect();
        client.close();

        options.setPassword("wrong".toCharArray());
        org.eclipse.paho.client.mqttv3.MqttClient stranger =
                new org.eclipse.paho.client.mqttv3.MqttClient(url(), "paho-3", null);
        assertThat(catchThrowableOfType(
                                org.eclipse.paho.client.mqttv3.MqttException.class, () -> stranger.connect(options))
                        .getReasonCode())
                .isEqualTo(org.eclipse.paho.client.mqttv3.MqttException.REASON_CODE_FAILED_AUTHENTICATION);
        stranger.close();
        assertThat(door.closeAndRead())
                .filteredOn(record -> record.kind() == FrameRecord.Kind.ACCEPTED)
                .hasSize(3);
    }

    @Test
    void publishesWithVersion5() throws Exception {
        org.eclipse.paho.mqttv5.client.MqttAsyncClient client =
                new org.eclipse.paho.mqttv5.client.MqttAsyncClient(url(), "paho-5", null);
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setUserName(LOGGER);
        options.setPassword(KEY.getBytes(UTF_8));
        options.setCleanStart(true);
        client.connect(options).waitForCompletion();
        client.publish(FRAMES, new MqttMessage(frame(1), 1, false, null)).waitForCompletion();
        client.publish(FRAMES, new MqttMessage(frame(2), 1, false, null)).waitForCompletion();

        org.eclipse.paho.mqttv5.client.IMqttToken damaged =
                client.publish(FRAMES, new MqttMessage(new byte[] {1, 2, 3}, 1, false, null));
        damaged.waitForCompletion();
        assertThat(damaged.getReasonCodes()).containsExactly(MqttReturnCode.RETURN_CODE_PAYLOAD_FORMAT_INVALID);
        assertThat(damaged.getResponseProperties().getReasonString()).startsWith("malformed: ");

        MqttToken subscribed = (MqttToken) client.subscribe(COMMANDS, 1);
        subscribed.waitForCompletion();
        assertThat(subscribed.getReasonCodes()).containsExactly(MqttReturnCode.RETURN_CODE_MAX_QOS_1);
        client.unsubscribe(COMMANDS).waitForCompletion();
        client.disconnect().waitForCompletion();
        client.close();
        assertThat(door.closeAndRead())
                .filteredOn(record -> record.kind() == FrameRecord.Kind.ACCEPTED)
                .extracting(FrameRecord::payload)
                .containsExactly(frame(1), frame(2));
    }

    private String url() {
        return "tcp://127.0.0.1:" + door.mqttPort();
    }
}
