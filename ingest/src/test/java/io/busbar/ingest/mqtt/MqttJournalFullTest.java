package io.busbar.ingest.mqtt;

import static io.busbar.ingest.TestDoor.KEY;
import static io.busbar.ingest.TestDoor.LOGGER;
import static io.busbar.ingest.TestDoor.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.MqttSessionExpiredException;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import io.busbar.ingest.TestDoor;
import io.busbar.ingest.admission.ConnectionLimits;
import io.busbar.ingest.journal.Durability;
import io.busbar.ingest.journal.JournalConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The disk has no room: a passing trouble, so no frame is acknowledged and none is refused for good. */
@Timeout(60)
class MqttJournalFullTest {

    private static final String FRAMES = "busbar/v1/" + LOGGER + "/frames";

    @TempDir
    Path directory;

    private TestDoor door;

    @BeforeEach
    void open() throws IOException {
        JournalConfig neverRoom =
                new JournalConfig(directory, Durability.DISK, 16 << 20, Long.MAX_VALUE, 16 << 20, Duration.ofHours(1));
        door = new TestDoor(neverRoom, ConnectionLimits.DEFAULT);
    }

    @AfterEach
    void close() throws IOException {
        door.close();
    }

    @Test
    void tellsVersion5ThatItsQuotaIsExceeded() {
        Mqtt5BlockingClient client = Clients.version5(door.mqttPort(), LOGGER, KEY);
        client.connect();
        for (int i = 0; i < 3; i++) {
            Mqtt5PubAckException refused = catchThrowableOfType(Mqtt5PubAckException.class, () -> client.publishWith()
                    .topic(FRAMES)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(frame(1))
                    .send());
            assertThat(refused.getMqttMessage().getReasonCode()).isEqualTo(Mqtt5PubAckReasonCode.QUOTA_EXCEEDED);
            assertThat(refused.getMqttMessage().getReasonString())
                    .get()
                    .asString()
                    .startsWith("disk is full: free=");
        }
    }

    @Test
    void disconnectsVersion3WithoutAcknowledgement() {
        Mqtt3BlockingClient client = Clients.version3(door.mqttPort(), LOGGER, KEY);
        client.connect();
        assertThat(catchThrowable(() -> client.publishWith()
                        .topic(FRAMES)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(frame(1))
                        .send()))
                .isInstanceOf(MqttSessionExpiredException.class);
    }
}
