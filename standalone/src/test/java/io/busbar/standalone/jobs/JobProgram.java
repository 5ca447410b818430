package io.busbar.standalone.jobs;

import io.busbar.jobs.StreamJob;
import io.busbar.jobs.StreamJobConfig;
import io.busbar.jobs.database.DatabaseConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.core.execution.JobClient;

/** The stream job as a program of its own, for tests: runs until it is killed, or until the job ends. */
final class JobProgram {

    private JobProgram() {}

    /** Bootstrap servers, JDBC URL, user, checkpoint folder; the password comes from the environment. */
    public static void main(String[] arguments) throws Exception {
        DatabaseConfig database = new DatabaseConfig(
                arguments[1], arguments[2], System.getenv().getOrDefault("BUSBAR_DATABASE_PASSWORD", ""));
        JobClient job = StreamJob.startEmbedded(
                new StreamJobConfig(arguments[0], database, Path.of(arguments[3]), Duration.ofMillis(300), 2));
        job.getJobExecutionResult().join();
    }
}
