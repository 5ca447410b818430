package io.busbar.jobs;

import io.busbar.jobs.database.DatabaseConfig;
import java.nio.file.Path;
import java.time.Duration;

/** What the stream job needs to know. Immutable. */
public record StreamJobConfig(
        String kafkaBootstrapServers,
        DatabaseConfig database,
        Path checkpointDirectory,
        Duration checkpointInterval,
        int parallelism) {

    /** The consumer group whose committed offsets show how far the job has come. */
    public static final String CONSUMER_GROUP = "busbar-stream-jobs";

    public StreamJobConfig {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism=" + parallelism + ", allowed: 1 or more");
        }
    }
}
