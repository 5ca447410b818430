package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.fleet.ScramVerifier;
import io.busbar.query.QueryApi;
import io.busbar.query.access.Secrets;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.topic.LoggerRegistration;
import io.busbar.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is registered while Kafka is away arrives when it is back, in order; what is registered then is there with the answer. */
final class LoggerRegistryIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @Test
    void tellsTheDoorsOfEveryChange() {
        ApiClient away = API.operator();
        assertThat(away.post("/api/v1/loggers", "{\"serialNumber\":\"L1\"}").status())
                .isEqualTo(201);
        String rotated =
                away.post("/api/v1/loggers/L1:rotateKey", "").json().get("key").asText();
        try (QueryApi api = API.start(API.config(KAFKA.bootstrapServers(), 0))) {
            ApiClient operator = new ApiClient(api.port(), ApiServerUnderTest.OPERATOR_TOKEN);
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(registrations())
                    .hasSize(2));
            String key = operator.post("/api/v1/loggers", "{\"serialNumber\":\"L2\"}")
                    .json()
                    .get("key")
                    .asText();
            List<LoggerRegistration> seen = registrations();
            assertThat(seen).extracting(LoggerRegistration::serialNumber).containsExactly("L1", "L1", "L2");
            assertThat(seen.get(1).keySha256()).isEqualTo(Secrets.sha256(rotated));
            assertThat(seen.get(2).keySha256()).isEqualTo(Secrets.sha256(key));
            ScramVerifier scram = Objects.requireNonNull(seen.get(2).scram());
            assertThat(ScramVerifier.of(key, scram.salt(), scram.iterations()).text())
                    .isEqualTo(scram.text());
            operator.patch("/api/v1/loggers/L2", "{\"active\":false}");
            assertThat(registrations())
                    .last()
                    .extracting(LoggerRegistration::active)
                    .isEqualTo(false);
            assertThat(operator.get("/health/ready").json().get("status").asText())
                    .isEqualTo("ready");
        }
    }

    private static List<LoggerRegistration> registrations() {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", KAFKA.bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(Topics.LOGGER_REGISTRY, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<LoggerRegistration> seen = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> seen.add(LoggerRegistration.decode(record.value())));
            }
            return seen;
        }
    }
}
