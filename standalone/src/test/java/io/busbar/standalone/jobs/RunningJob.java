package io.busbar.standalone.jobs;

import io.busbar.jobs.StreamJob;
import io.busbar.jobs.StreamJobConfig;
import io.busbar.jobs.database.DatabaseConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;

/** The stream job in this process, until it is closed. Confined to one thread. */
final class RunningJob implements AutoCloseable {

    static final int WRITERS = 2;

    private static final Duration CHECKPOINT_INTERVAL = Duration.ofMillis(300);

    private final JobClient client;

    private RunningJob(JobClient client) {
        this.client = client;
    }

    static RunningJob start(String bootstrapServers, DatabaseConfig database, Path checkpoints) throws Exception {
        return start(bootstrapServers, database, checkpoints, WRITERS);
    }

    static RunningJob start(String bootstrapServers, DatabaseConfig database, Path checkpoints, int writers)
            throws Exception {
        return new RunningJob(StreamJob.startEmbedded(
                new StreamJobConfig(bootstrapServers, database, checkpoints, CHECKPOINT_INTERVAL, writers)));
    }

    /** Ends the job in order, with a savepoint that the next one on this folder goes on from. */
    void stopWithSavepoint(Path checkpoints) {
        client.stopWithSavepoint(
                        false, checkpoints.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                .join();
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
        if (isRunning()) {
            client.cancel().join();
        }
        client.getJobExecutionResult()
                .handle((result, cancelled) -> isRunning())
                .join();
    }
}
