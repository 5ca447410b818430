package io.busbar.standalone.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.busbar.standalone.storage.ChildJvm;
import io.busbar.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is started again, after an orderly stop and after a kill. */
final class EmbeddedKafkaIT {

    private static final int EXIT_CODE = 9;

    @TempDir
    private Path directory;

    @Test
    void keepsRecordsOffsetsAndPortAcrossStarts() throws Exception {
        String servers;
        try (EmbeddedKafka first = EmbeddedKafka.start(directory)) {
            servers = first.bootstrapServers();
            KafkaTopics.ensure(servers);
            KafkaRecords.send(servers, Topics.LOGGER_FRAMES_REJECTED, "one", "two");
            assertThat(KafkaRecords.read(servers, Topics.LOGGER_FRAMES_REJECTED, "reader", 2))
                    .containsExactly("one", "two");
        }
        try (EmbeddedKafka second = EmbeddedKafka.start(directory)) {
            assertThat(second.bootstrapServers()).isEqualTo(servers);
            KafkaRecords.send(servers, Topics.LOGGER_FRAMES_REJECTED, "three");
            assertThat(KafkaRecords.read(servers, Topics.LOGGER_FRAMES_REJECTED, "reader", 1))
                    .containsExactly("three");
            assertThat(KafkaRecords.read(servers, Topics.LOGGER_FRAMES_REJECTED, "second reader", 3))
                    .containsExactly("one", "two", "three");
        }
    }

    @Test
    void keepsAcknowledgedRecordsWhenTheProgramIsKilled() throws Exception {
        Path output = directory.resolveSibling(directory.getFileName() + ".out");
        try {
            Process program = ChildJvm.builder(KilledProgram.class, directory.toString())
                    .redirectOutput(output.toFile())
                    .start();
            int exitCode = program.waitFor();
            assertThat(exitCode).as(Files.readString(output)).isEqualTo(EXIT_CODE);
        } finally {
            Files.deleteIfExists(output);
        }
        try (EmbeddedKafka restarted = EmbeddedKafka.start(directory)) {
            assertThat(KafkaRecords.read(restarted.bootstrapServers(), Topics.LOGGER_FRAMES_REJECTED, "reader", 2))
                    .containsExactly("one", "two");
        }
    }

    @Test
    void refusesASecondBrokerOnTheSameFolder() throws Exception {
        try (EmbeddedKafka first = EmbeddedKafka.start(directory)) {
            assertThatThrownBy(() -> EmbeddedKafka.start(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(
                            "is in use by process " + ProcessHandle.current().pid());
            KafkaTopics.ensure(first.bootstrapServers());
        }
    }

    /** Sends two records and ends as if it were killed. */
    static final class KilledProgram {

        private KilledProgram() {}

        public static void main(String[] arguments) throws Exception {
            EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(arguments[0]));
            KafkaTopics.ensure(kafka.bootstrapServers());
            KafkaRecords.send(kafka.bootstrapServers(), Topics.LOGGER_FRAMES_REJECTED, "one", "two");
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
