package io.busbar.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopicsTest {

    @Test
    void namesWhatIsCreated() {
        assertThat(Topics.all())
                .containsExactly(
                        new Topics.Topic("logger-frames", 4, false),
                        new Topics.Topic("logger-frames-rejected", 1, false),
                        new Topics.Topic("logger-registry", 1, true),
                        new Topics.Topic("logger-settings", 1, true),
                        new Topics.Topic("latest-readings", 4, true),
                        new Topics.Topic("alarm-rules", 1, true),
                        new Topics.Topic("alarm-deeds", 1, false),
                        new Topics.Topic("alarms", 4, false),
                        new Topics.Topic("logger-commands", 1, false),
                        new Topics.Topic("logger-command-status", 1, false));
    }
}
