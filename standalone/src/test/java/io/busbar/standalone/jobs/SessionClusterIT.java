package io.busbar.standalone.jobs;

import io.busbar.jobs.StreamJob;
import io.busbar.jobs.StreamJobConfig;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.ExternalFlink;
import io.busbar.standalone.LongRun;
import io.busbar.standalone.kafka.KafkaTrio;
import io.busbar.standalone.path.FlinkSession;
import io.busbar.standalone.postgres.FreshDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job as it runs where one machine is not enough: on a Flink session cluster with a job manager and task managers of their own, over a Kafka of
 * three brokers. Task managers and brokers are killed under load; tables and alarms equal what an independent reader makes of the topic.
 * {@code .ci/session-cluster} does it more often.
 */
@LongRun
final class SessionClusterIT {

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    private static final int PARALLELISM = 2;

    @TempDir
    private Path directory;

    @Test
    void losesTaskManagersAndBrokersAndNothingElse() throws Exception {
        try (KafkaTrio kafka = KafkaTrio.start(directory.resolve("kafka"));
                FlinkSession flink = FlinkSession.start(directory.resolve("flink"))) {
            for (int spare = 0; spare < PARALLELISM; spare++) {
                flink.startTaskManager();
            }
            SampleDatabase database = new SampleDatabase(POSTGRES::connect);
            JobClient job = ExternalFlink.of(flink.address())
                    .start(new StreamJobConfig(
                            kafka.bootstrapServers(),
                            new DatabaseConfig(POSTGRES.jdbcUrl(), POSTGRES.user(), POSTGRES.password()),
                            directory.resolve("checkpoints"),
                            Duration.ofMillis(500),
                            PARALLELISM));
            new Kills(kafka.bootstrapServers(), database).run(Kills.count(2), new Kills.Part() {
                @Override
                public void kill(int number) throws Exception {
                    if (number % 2 == 1) {
                        flink.killBusyTaskManager();
                        flink.startTaskManager();
                    } else {
                        kafka.killAndRestart(number / 2 % 3);
                    }
                }

                @Override
                public boolean isRunning() {
                    return StreamJob.isRunning(job);
                }
            });
        }
    }
}
