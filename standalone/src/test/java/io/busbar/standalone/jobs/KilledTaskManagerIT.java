package io.busbar.standalone.jobs;

import io.busbar.jobs.StreamJob;
import io.busbar.jobs.StreamJobConfig;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.ExternalFlink;
import io.busbar.standalone.LongRun;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.path.FlinkSession;
import io.busbar.standalone.postgres.FreshDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Task managers of a Flink session cluster are killed while the job runs on them; another stands by. */
@LongRun
@Tag("storage")
final class KilledTaskManagerIT {

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @RegisterExtension
    static final FreshDatabase POSTGRES = new FreshDatabase();

    @RegisterExtension
    final JobBench bench = new JobBench(KAFKA, POSTGRES);

    @TempDir
    private Path directory;

    @Test
    void leavesTheTablesThatTheTopicSays() throws Exception {
        try (FlinkSession flink = FlinkSession.start(directory.resolve("flink"))) {
            flink.startTaskManager();
            JobClient job = ExternalFlink.of(flink.address())
                    .start(new StreamJobConfig(
                            KAFKA.bootstrapServers(),
                            new DatabaseConfig(POSTGRES.jdbcUrl(), POSTGRES.user(), POSTGRES.password()),
                            directory.resolve("checkpoints"),
                            Duration.ofMillis(300),
                            1));
            new Kills(KAFKA.bootstrapServers(), bench.database()).run(Kills.count(3), new Kills.Part() {
                @Override
                public void kill(int number) throws Exception {
                    flink.killBusyTaskManager();
                    flink.startTaskManager();
                }

                @Override
                public boolean isRunning() {
                    return StreamJob.isRunning(job);
                }
            });
        }
    }
}
