package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.jobs.sink.DatabaseConfig;
import io.busbar.standalone.database.DatabaseSchema;
import io.busbar.standalone.jobs.FrameTopic.Received;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.EmbeddedPostgres;
import io.busbar.standalone.postgres.FreshDatabase;
import io.busbar.standalone.postgres.PostgresOptions;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A database that is killed while the job writes, is away for a while, and comes back on the same port. */
final class DatabaseKilledIT {

    private static final int LOGGERS = 4;
    private static final int FRAMES = 3_000;
    private static final int FRAMES_PER_STEP = 30;
    private static final int KILLS = 2;

    private static final PostgresOptions OPTIONS = PostgresOptions.defaults().withBinaries(FreshDatabase.binaries());

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @TempDir
    private Path directory;

    private long seenRows;

    @Test
    void losesNothingAndDoublesNothing() throws Exception {
        List<Received> frames = Fleet.frames(LOGGERS, FRAMES / LOGGERS);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("postgres"), OPTIONS);
        DatabaseConfig config = new DatabaseConfig(postgres.jdbcUrl(), postgres.user(), postgres.password());
        DatabaseSchema.prepare(config);
        SampleDatabase database = new SampleDatabase(
                () -> DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password()));
        try (FrameTopic topic = new FrameTopic(KAFKA.bootstrapServers());
                RunningJob job = RunningJob.start(KAFKA.bootstrapServers(), config, directory.resolve("checkpoints"))) {
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> sendSlowly(topic, frames));
            await().atMost(Duration.ofSeconds(60)).until(() -> hasRows(database));
            for (int i = 0; i < KILLS; i++) {
                kill(postgres);
                assertThat(load).as("load at kill %d", i).isNotDone();
                postgres = EmbeddedPostgres.start(directory.resolve("postgres"), OPTIONS);
                assertThat(postgres.jdbcUrl()).isEqualTo(config.jdbcUrl());
                await().atMost(Duration.ofSeconds(60)).until(() -> hasGrown(database));
            }
            load.join();
            try (FrameTopic reader = new FrameTopic(KAFKA.bootstrapServers())) {
                job.awaitConsumed(reader);
            }
            assertThat(job.isRunning()).isTrue();
            assertThat(database.value("SELECT count(*) FROM bms_sample")).isEqualTo("" + FRAMES);
            assertThat(database.value("SELECT count(*) FROM pack_sample")).isEqualTo("" + 2 * FRAMES);
            assertThat(database.value("SELECT count(*) FROM point_sample")).isEqualTo("" + FRAMES);
            assertThat(database.value("SELECT count(*) FROM device")).isEqualTo("" + 3 * LOGGERS);
            assertThat(database.value("SELECT count(*) FROM row_rejection")).isEqualTo("0");
            assertThat(database.rows("SELECT value FROM latest_reading WHERE point_id = 1100"))
                    .containsOnly("" + (400_000 + FRAMES / LOGGERS - 1))
                    .hasSize(LOGGERS);
        } finally {
            postgres.close();
        }
    }

    private static boolean hasRows(SampleDatabase database) throws Exception {
        return !database.value("SELECT 1 FROM bms_sample LIMIT 1").isEmpty();
    }

    /** Since it was asked last. */
    private boolean hasGrown(SampleDatabase database) throws Exception {
        long rows = Long.parseLong(database.value("SELECT count(*) FROM bms_sample"));
        boolean grown = seenRows > 0 && rows > seenRows;
        seenRows = rows;
        return grown;
    }

    private static void sendSlowly(FrameTopic topic, List<Received> frames) {
        for (int from = 0; from < frames.size(); from += FRAMES_PER_STEP) {
            List<Received> step = frames.subList(from, Math.min(frames.size(), from + FRAMES_PER_STEP));
            await().pollDelay(Duration.ofMillis(100)).until(() -> {
                topic.send(step);
                return true;
            });
        }
    }

    /** All processes of the server at once, as a power cut would end them. */
    private static void kill(EmbeddedPostgres postgres) throws Exception {
        ProcessHandle server = ProcessHandle.of(postgres.pid()).orElseThrow();
        List<ProcessHandle> all =
                Stream.concat(Stream.of(server), server.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        await().atMost(Duration.ofSeconds(10)).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
        postgres.close();
    }
}
