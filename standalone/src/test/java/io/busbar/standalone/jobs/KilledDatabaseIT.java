package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.standalone.LongRun;
import io.busbar.standalone.database.DatabaseSchema;
import io.busbar.standalone.database.StorageProfile;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.DatabaseServers;
import io.busbar.standalone.postgres.FreshDatabase;
import io.busbar.standalone.postgres.PostgresOptions;
import io.busbar.standalone.postgres.ServerKind;
import io.busbar.standalone.postgres.SupervisedPostgres;
import io.busbar.standalone.postgres.TestDatabase;
import io.busbar.standalone.postgres.TimescaleServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** All processes of the database server are killed while the job writes, and it comes back on the same port. */
@LongRun
final class KilledDatabaseIT {

    private static final PostgresOptions OPTIONS = PostgresOptions.defaults().withBinaries(FreshDatabase.binaries());

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @TempDir
    private Path directory;

    @BeforeEach
    void emptyTheTopic() throws Exception {
        try (FrameTopic topic = new FrameTopic(KAFKA.bootstrapServers())) {
            topic.clear();
        }
    }

    @Test
    void leavesTheTablesThatTheTopicSays() throws Exception {
        Path folder = directory.resolve("postgres");
        try (SupervisedPostgres postgres = SupervisedPostgres.start(folder, OPTIONS)) {
            DatabaseConfig config = new DatabaseConfig(postgres.jdbcUrl(), postgres.user(), postgres.password());
            DatabaseSchema.prepare(config);
            kill(12, config, () -> killServer(folder));
        }
    }

    @Test
    void leavesTheTablesThatTheTopicSaysOnTimescaleDb() throws Exception {
        DatabaseServers.require(ServerKind.TIMESCALEDB);
        try (TimescaleServer server = TimescaleServer.start();
                TestDatabase database = TestDatabase.createEmpty(server)) {
            assertThat(DatabaseSchema.prepare(database.config())).isEqualTo(StorageProfile.TIMESCALE_APACHE);
            kill(4, database.config(), server::killAndStart);
        }
    }

    private interface Killing {
        void kill() throws Exception;
    }

    private void kill(int ofDefault, DatabaseConfig config, Killing server) throws Exception {
        SampleDatabase database = new SampleDatabase(
                () -> DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password()));
        try (RunningJob job = RunningJob.start(KAFKA.bootstrapServers(), config, directory.resolve("checkpoints"))) {
            new Kills(KAFKA.bootstrapServers(), database).run(Kills.count(ofDefault), new Kills.Part() {
                @Override
                public void kill(int number) throws Exception {
                    server.kill();
                }

                @Override
                public boolean isRunning() {
                    return job.isRunning();
                }
            });
        }
    }

    /** All of its processes at once, as a power cut would end them. */
    private static void killServer(Path folder) throws Exception {
        String pid = Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0);
        ProcessHandle server = ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(server), server.descendants()).toList();
        assertThat(all).hasSizeGreaterThan(2);
        all.forEach(ProcessHandle::destroyForcibly);
        await().atMost(Duration.ofSeconds(10)).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }
}
