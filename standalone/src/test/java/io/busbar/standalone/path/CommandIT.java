package io.busbar.standalone.path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.busbar.topic.FrameRecord;
import io.busbar.topic.LoggerCommand;
import io.busbar.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command goes from its topic to a logger, and what became of it back to the other topic. */
final class CommandIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private static Path data = Path.of("");

    private static SystemUnderTest system;

    @BeforeAll
    static void start() {
        system = SystemUnderTest.start(data.resolve("busbar"));
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void reachesALoggerOverMqttAndIsAnswered() throws Exception {
        String key = system.register("MQTT1");
        Mqtt5BlockingClient logger = MqttClient.builder()
                .useMqttVersion5()
                .serverHost(system.running().host())
                .serverPort(system.running().mqttPort())
                .simpleAuth()
                .username("MQTT1")
                .password(key.getBytes(UTF_8))
                .applySimpleAuth()
                .buildBlocking();
        try (Mqtt5Publishes received = logger.publishes(MqttGlobalPublishFilter.ALL)) {
            logger.connect();
            logger.subscribeWith()
                    .topicFilter("busbar/v1/MQTT1/commands")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();
            LoggerCommand command = restart("m-1", "MQTT1");
            send(system.kafka(), command);
            Mqtt5Publish publish =
                    received.receive(LIMIT.toSeconds(), TimeUnit.SECONDS).orElseThrow();
            assertThat(LoggerCommand.decode(publish.getPayloadAsBytes())).isEqualTo(command);
            logger.publishWith()
                    .topic(publish.getResponseTopic().orElseThrow())
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload("\"restarting\"".getBytes(UTF_8))
                    .send();
        }
        awaitDeliveredAndAnswered("m-1", "MQTT1");
        logger.disconnect();
    }

    @Test
    void reachesALoggerOverTcpAndIsAnswered() throws Exception {
        String key = system.register("TCP1");
        try (TcpLogger logger = TcpLogger.connect(system.running(), "TCP1", key)) {
            LoggerCommand command = restart("t-1", "TCP1");
            send(system.kafka(), command);
            logger.wantCommands();
            assertThat(LoggerCommand.decode(logger.takeCommand())).isEqualTo(command);
            logger.answer(7, "t-1", "\"restarting\"");
            assertThat(logger.awaitAcknowledgement(7)).isEqualTo(8);
        }
        awaitDeliveredAndAnswered("t-1", "TCP1");
    }

    private static LoggerCommand restart(String id, String logger) {
        return new LoggerCommand(id, logger, Instant.now().plusSeconds(60), "{\"restart\":true}");
    }

    private static void awaitDeliveredAndAnswered(String id, String logger) {
        String begin = "{\"id\":\"" + id + "\",\"logger\":\"" + logger + "\",\"status\":";
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(
                        statuses(system.kafka()).stream().filter(status -> status.contains('"' + logger + '"')))
                .containsExactlyInAnyOrder(
                        begin + "\"delivered\"}", begin + "\"answered\",\"answer\":\"restarting\"}"));
    }

    private static void send(String kafka, LoggerCommand command) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.LOGGER_COMMANDS, command.logger(), command.encode()))
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static List<String> statuses(String kafka) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka), new StringDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(Topics.LOGGER_COMMAND_STATUS, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(partition)).get(partition));
            List<String> seen = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> seen.add(
                                new String(FrameRecord.decode(record.value()).payload(), UTF_8)));
            }
            return seen;
        }
    }
}
