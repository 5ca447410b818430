package io.busbar.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.busbar.alarm.AlarmDeed;
import io.busbar.alarm.AlarmEventJson;
import io.busbar.alarm.AlarmRuleJson;
import io.busbar.measure.Catalogue;
import io.busbar.topic.LoggerCommand;
import io.busbar.topic.LoggerRegistration;
import io.busbar.topic.LoggerSettings;
import io.busbar.topic.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The document of the topics says what there is, and its examples are what the programs read and write. */
final class AsyncApiTest {

    private static JsonNode document = MissingNode.getInstance();

    @BeforeAll
    static void reads() throws IOException {
        try (InputStream in = AsyncApiTest.class.getResourceAsStream("/asyncapi.json")) {
            document = Json.read(Objects.requireNonNull(in).readAllBytes());
        }
    }

    @Test
    void describesEveryTopicAndNoOther() {
        List<String> described = new ArrayList<>();
        document.get("channels")
                .forEach(channel -> described.add(channel.get("address").asText() + " "
                        + channel.at("/bindings/kafka/partitions").asInt() + " "
                        + channel.at("/bindings/kafka/topicConfiguration/cleanup.policy/0")
                                .asText()));
        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(Topics.all().stream()
                        .map(topic -> topic.name() + " " + topic.partitions() + " "
                                + (topic.compacted() ? "compact" : "delete"))
                        .toList());
    }

    @Test
    void givesExamplesThatAreReadAndWrittenAlike() throws IOException {
        assertThat(Json.read(AlarmEventJson.write(AlarmEventJson.read(example("alarms", "alarm")))))
                .isEqualTo(tree("alarms", "alarm"));
        assertThat(Json.read(AlarmDeed.decode(example("alarmDeeds", "deed")).encode()))
                .isEqualTo(tree("alarmDeeds", "deed"));
        assertThat(Json.read(LoggerSettings.decode(example("loggerSettings", "settings"))
                        .encode()))
                .isEqualTo(tree("loggerSettings", "settings"));
        assertThat(Json.read(LoggerRegistration.decode(example("loggerRegistry", "registration"))
                        .encode()))
                .isEqualTo(tree("loggerRegistry", "registration"));
        assertThat(Json.read(LoggerCommand.decode(example("loggerCommands", "command"))
                        .encode()))
                .isEqualTo(tree("loggerCommands", "command"));
        assertThat(new AlarmRuleJson(Catalogue.load())
                        .read(example("alarmRules", "rule"))
                        .id())
                .isEqualTo("cell-differential-plateau");
    }

    private static byte[] example(String channel, String message) {
        return Json.bytes(tree(channel, message));
    }

    private static JsonNode tree(String channel, String message) {
        JsonNode example = document.at("/channels/" + channel + "/messages/" + message + "/examples/0/payload");
        assertThat(example.isObject()).as(channel).isTrue();
        return example;
    }
}
