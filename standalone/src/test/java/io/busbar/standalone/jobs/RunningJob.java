package io.busbar.standalone.jobs;

import io.busbar.jobs.StreamJob;
import io.busbar.jobs.StreamJobConfig;
import io.busbar.jobs.database.DatabaseConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.core.execution.JobClient;

/** The stream job in this process, until it is closed. Confined to one thread. */
final class RunningJob implements AutoCloseable {

    private static final Duration CHECKPOINT_INTERVAL = Duration.ofMillis(300);

    private final JobClient client;

    private RunningJob(JobClient client) {
        this.client = client;
    }

    static RunningJob start(String bootstrapServers, DatabaseConfig database, Path checkpoints) throws Exception {
        return new RunningJob(StreamJob.startEmbedded(
                new StreamJobConfig(bootstrapServers, database, checkpoints, CHECKPOINT_INTERVAL, 2)));
    }

    /** Returns when everything in the topic has its effect in the tables. */
    void awaitConsumed(FrameTopic topic) throws Exception {
        topic.awaitConsumed();
    }

    boolean isRunning() {
        return StreamJob.isRunning(client);
    }

    /** Ends the job as a stopped process does: what it had not written is not written. */
    @Override
    public void close() {
        client.cancel().join();
        client.getJobExecutionResult()
                .handle((result, cancelled) -> isRunning())
                .join();
    }
}
