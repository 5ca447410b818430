package io.busbar.standalone.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAck;
import io.busbar.standalone.CommandLines;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A frame is followed by the receipt that came with its acknowledgement, from the journal to the alarm that it raised. */
final class TraceIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private static Path data = Path.of("");

    private static SystemUnderTest system;
    private static Mqtt5BlockingClient client;

    @BeforeAll
    static void start() throws Exception {
        system = SystemUnderTest.start(data.resolve("busbar"));
        String key = new ObjectMapper()
                .readTree(system.post("/api/v1/loggers", "{\"serialNumber\":\"TR1\"}")
                        .body())
                .path("key")
                .asText();
        client = MqttClient.builder()
                .useMqttVersion5()
                .serverHost("127.0.0.1")
                .serverPort(system.running().mqttPort())
                .simpleAuth()
                .username("TR1")
                .password(key.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
        client.connectWith()
                .userProperties()
                .add("receipts", "true")
                .applyUserProperties()
                .send();
    }

    @AfterAll
    static void stop() {
        client.disconnect();
        system.close();
    }

    @Test
    void followsAFrameByItsReceipt() {
        String at = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        String receipt = receipt(
                send(
                        "{'observedAt':'%s','bootId':1,'sequence':1,'devices':[{'sn':'TR1-BMS','type':'BMS/Dyness/High Voltage',"
                                        .formatted(at)
                                + "'points':{'1100':'398.3'},'packs':[{'sn':'TR1-P','type':'Batteries/Dyness/High Voltage','cells':[2.8,3.3,3.3]}]}]}"));
        assertThat(receipt).matches("[0-9a-f]{1,8}-[0-9a-f]{1,16}");

        await().atMost(SOON).untilAsserted(() -> assertThat(trace(receipt))
                .contains("receipt  " + receipt)
                .containsPattern("kafka {4}logger-frames, partition [0-3], offset \\d+")
                .contains("frame    logger TR1, observed " + at + ", revision 0, 2 devices")
                .contains("row      TR1-BMS  bms_sample\n")
                .contains("row      TR1-P  pack_sample\n")
                .contains("alarm    TR1-P  raised cell-low-warning (WARNING) cell 1, alarm "));
        assertThat(trace("--logger", "TR1", "--at", at)).isEqualTo(trace(receipt));
    }

    @Test
    void givesNoReceiptForARefusedFrameButItsReason() {
        Mqtt5PubAckException refusal = catchThrowableOfType(
                Mqtt5PubAckException.class, () -> send("{'observedAt':'2026-01-31T12:00:00Z','devices':[]}"));
        assertThat(refusal.getMqttMessage().getUserProperties().asList()).isEmpty();
        assertThat(refusal.getMqttMessage().getReasonString()).isPresent();
    }

    @Test
    void saysWhatIsWrongWithAReceipt() {
        assertThat(trace("12")).contains("busbar: '12' is no receipt, such as 8c3f01aa-4f2a00000017");
        assertThat(trace("1-4f2a00000017")).contains("no such record in Kafka. It was kept by door 1 between ");
        assertThat(trace()).contains("name a RECEIPT, or --logger and --at");
        assertThat(trace("--logger", "TR1", "--at", "noon")).contains("--at noon is no time such as");
    }

    private static Mqtt5PubAck send(String json) {
        Mqtt5PublishResult result = client.publishWith()
                .topic("busbar/v1/TR1/frames/json")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .send();
        return ((Mqtt5PublishResult.Mqtt5Qos1Result) result).getPubAck();
    }

    private static String receipt(Mqtt5PubAck answer) {
        return answer.getUserProperties().asList().stream()
                .filter(property -> property.getName().toString().equals("receipt"))
                .map(property -> property.getValue().toString())
                .findFirst()
                .orElseThrow();
    }

    private static String trace(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "trace";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--data";
        all[all.length - 1] = data.resolve("busbar").toString();
        return CommandLines.run(all);
    }
}
