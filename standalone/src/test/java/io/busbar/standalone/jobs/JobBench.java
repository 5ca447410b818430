package io.busbar.standalone.jobs;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.jobs.FrameTopic.Received;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.FreshDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Empty tables and an empty topic for each test, between a broker and a database of its class. Confined to one thread. */
final class JobBench implements BeforeEachCallback, AfterEachCallback {

    private final FreshBroker kafka;
    private final FreshDatabase postgres;
    private final SampleDatabase database;
    private FrameTopic topic;
    private UnaryOperator<String> jdbcUrl = UnaryOperator.identity();

    @SuppressWarnings("NullAway.Init")
    JobBench(FreshBroker kafka, FreshDatabase postgres) {
        this.kafka = kafka;
        this.postgres = postgres;
        this.database = new SampleDatabase(postgres::connect);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        topic = new FrameTopic(kafka.bootstrapServers());
        topic.clear();
        database.clear();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        topic.close();
    }

    FrameTopic topic() {
        return topic;
    }

    SampleDatabase database() {
        return database;
    }

    /** Jobs come to the database another way from now on. */
    void connectBy(UnaryOperator<String> changed) {
        jdbcUrl = changed;
    }

    RunningJob start(Path checkpoints) throws Exception {
        return start(checkpoints, RunningJob.WRITERS);
    }

    RunningJob start(Path checkpoints, int writers) throws Exception {
        DatabaseConfig config =
                new DatabaseConfig(jdbcUrl.apply(postgres.jdbcUrl()), postgres.user(), postgres.password());
        return RunningJob.start(kafka.bootstrapServers(), config, checkpoints, writers);
    }

    /** Sends the frames and has a job without memory consume them; it begins where the last one ended. */
    void consume(Path checkpoints, List<Received> frames) throws Exception {
        topic.send(frames);
        try (RunningJob job = start(checkpoints)) {
            job.awaitConsumed(topic);
        }
    }
}
