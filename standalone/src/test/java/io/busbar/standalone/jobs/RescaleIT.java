package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.standalone.LongRun;
import io.busbar.standalone.jobs.FrameTopic.Received;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.FreshDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The job goes on with one writer, then two, then one again, each time from a savepoint of the one before. */
@LongRun
final class RescaleIT {

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    @RegisterExtension
    final JobBench bench = new JobBench(KAFKA, POSTGRES);

    private static final List<RandomRule> RULES = List.of(
            new RandomRule(RandomRule.Kind.CELL_HIGH, 1, 0, true, 0, 2_000, 2, false, true),
            new RandomRule(RandomRule.Kind.SOC_LOW, 1, 0, true, 1_000, 0, 1, false, false));

    @TempDir
    private Path directory;

    @Test
    void leavesTheTablesOfAJobThatNeverStopped() throws Exception {
        List<Received> frames = new RandomFleet(5).frames(6, 150);
        List<Integer> writers = List.of(1, 2, 1);
        try (AlarmTopics topics = new AlarmTopics(KAFKA.bootstrapServers())) {
            for (RandomRule rule : RULES) {
                topics.rule(rule.id(), 1, new String(rule.json(), StandardCharsets.UTF_8));
            }
        }
        int third = frames.size() / 3;
        for (int part = 0; part < writers.size(); part++) {
            try (RunningJob job = bench.start(directory.resolve("checkpoints"), writers.get(part))) {
                bench.topic().send(frames.subList(part * third, (part + 1) * third));
                job.awaitConsumed(bench.topic());
                if (part + 1 < writers.size()) {
                    job.stopWithSavepoint(directory.resolve("checkpoints"));
                } else {
                    assertAlarms(frames);
                }
            }
        }
        ExpectedTables.assertEqual(new StoredTables(bench.database()), frames, 5);
        assertThat(bench.database().rows("SELECT DISTINCT retroactive FROM alarm_event"))
                .as("some came late")
                .contains("t");
    }

    private void assertAlarms(List<Received> frames) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(StoredAlarms.read(bench.database()))
                .isNotEmpty()
                .isEqualTo(TopicAlarms.expected(frames, RULES)));
    }
}
