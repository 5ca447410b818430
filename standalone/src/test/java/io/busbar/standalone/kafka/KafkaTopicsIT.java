package io.busbar.standalone.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.standalone.storage.LoopbackPort;
import io.busbar.topic.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class KafkaTopicsIT {

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @Test
    void createsEveryTopicAndDoesSoTwiceWithoutComplaint() throws Exception {
        KafkaTopics.ensure(KAFKA.bootstrapServers());
        List<String> names = Topics.all().stream().map(Topics.Topic::name).toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", KAFKA.bootstrapServers()))) {
            Map<String, TopicDescription> found =
                    admin.describeTopics(names).allTopicNames().get(30, TimeUnit.SECONDS);
            for (Topics.Topic topic : Topics.all()) {
                assertThat(found.get(topic.name()))
                        .isNotNull()
                        .extracting(description -> description.partitions().size())
                        .isEqualTo(topic.partitions());
            }
            ConfigResource registry = new ConfigResource(ConfigResource.Type.TOPIC, Topics.LOGGER_REGISTRY);
            assertThat(admin.describeConfigs(List.of(registry)).all().get(30, TimeUnit.SECONDS))
                    .extractingByKey(registry)
                    .extracting(config -> config.get("cleanup.policy").value())
                    .isEqualTo("compact");
            ConfigResource latest = new ConfigResource(ConfigResource.Type.TOPIC, Topics.LATEST_READINGS);
            assertThat(admin.describeConfigs(List.of(latest)).all().get(30, TimeUnit.SECONDS))
                    .extractingByKey(latest)
                    .extracting(config -> config.get("cleanup.policy").value() + " "
                            + config.get("segment.bytes").value())
                    .isEqualTo("compact 16777216");
        }
    }

    @Test
    void saysThatTheClusterDoesNotAnswer() throws Exception {
        String nowhere = "127.0.0.1:" + LoopbackPort.free();
        assertThatThrownBy(() -> KafkaTopics.ensure(nowhere, Duration.ofSeconds(2)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot create topics on Kafka " + nowhere + ": ");
    }
}
