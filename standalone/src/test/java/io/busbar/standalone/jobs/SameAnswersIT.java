package io.busbar.standalone.jobs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.LongRun;
import io.busbar.standalone.jobs.FrameTopic.Received;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.DatabaseServer;
import io.busbar.standalone.postgres.DatabaseServers;
import io.busbar.standalone.postgres.ServerKind;
import io.busbar.standalone.postgres.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every server that there is answers byte for byte the same over the same frames: a recorded log, and fleets drawn from seeds with late,
 * repeated and corrected frames over many days.
 */
@LongRun
final class SameAnswersIT {

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @TempDir
    private Path directory;

    @Test
    void answersAlikeOnEveryServer() throws Exception {
        List<ServerKind> kinds = DatabaseServers.available();
        assumeTrue(kinds.size() > 1, "skipped: there is no second server to compare with");
        MixedFrames frames = MixedFrames.read();
        Map<ServerKind, Map<String, String>> answers = new EnumMap<>(ServerKind.class);
        for (ServerKind kind : kinds) {
            answers.put(kind, answers(kind, frames));
        }
        Map<String, String> expected = requireNonNull(answers.get(ServerKind.EMBEDDED), "the first of all servers");
        assertThat(expected).hasSizeGreaterThan(200);
        assertThat(expected.values().stream().mapToLong(String::length).sum()).isGreaterThan(1_000_000);
        answers.forEach((kind, given) -> {
            assertThat(given.keySet()).as("questions put to %s", kind).isEqualTo(expected.keySet());
            expected.forEach((path, body) ->
                    assertThat(given.get(path)).as("%s: %s", kind, path).isEqualTo(body));
        });
    }

    private Map<String, String> answers(ServerKind kind, MixedFrames frames) throws Exception {
        Path checkpoints = Files.createDirectory(directory.resolve(kind.name()));
        try (DatabaseServer server = kind.start();
                TestDatabase database = TestDatabase.create(server);
                FrameTopic topic = new FrameTopic(KAFKA.bootstrapServers())) {
            topic.clear();
            SampleDatabase tables = new SampleDatabase(database::connect);
            consume(topic, database, checkpoints.resolve("first"), frames.first());
            Columnstore.compress(tables);
            consume(topic, database, checkpoints.resolve("second"), frames.second());
            assertThat(tables.value("SELECT count(*) FROM row_rejection")).isEqualTo("0");
            return new Questions(database).ask(frames.loggers(), frames.devices());
        }
    }

    private static void consume(FrameTopic topic, TestDatabase database, Path checkpoints, List<Received> frames)
            throws Exception {
        DatabaseConfig config = new DatabaseConfig(database.jdbcUrl(), database.user(), database.password());
        topic.send(frames);
        try (RunningJob job = RunningJob.start(KAFKA.bootstrapServers(), config, checkpoints)) {
            job.awaitConsumed(topic);
        }
    }
}
