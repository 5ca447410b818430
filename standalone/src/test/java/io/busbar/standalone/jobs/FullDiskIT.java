package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.database.DatabaseTrouble;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.jobs.database.Transactions;
import io.busbar.standalone.database.DatabaseSchema;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.FreshDatabase;
import io.busbar.standalone.postgres.PostgresOptions;
import io.busbar.standalone.postgres.SupervisedPostgres;
import io.busbar.standalone.storage.SmallDisk;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the database is full to the last byte while the job writes, and somebody frees it later. */
final class FullDiskIT {

    private static final long SEED = 1;
    private static final int DISK_MEBIBYTES = 400;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration SEVERAL_ATTEMPTS = Duration.ofSeconds(2);

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @TempDir
    private Path directory;

    private SmallDisk disk;
    private SupervisedPostgres postgres;
    private SampleDatabase database;
    private RunningJob job;
    private SteadyLoad load;
    private final ToldLines writer = new ToldLines(Transactions.class);
    private final ToldLines server = new ToldLines("io.busbar.standalone.postgres.EmbeddedPostgres");

    FullDiskIT() throws ClassNotFoundException {}

    @BeforeEach
    void start() throws Exception {
        disk = SmallDisk.mount(directory.resolve("disk"), DISK_MEBIBYTES);
        postgres = SupervisedPostgres.start(
                disk.folder().resolve("postgres"), PostgresOptions.defaults().withBinaries(FreshDatabase.binaries()));
        DatabaseConfig config = new DatabaseConfig(postgres.jdbcUrl(), postgres.user(), postgres.password());
        DatabaseSchema.prepare(config);
        database = new SampleDatabase(this::connect);
        try (FrameTopic topic = new FrameTopic(KAFKA.bootstrapServers())) {
            topic.clear();
        }
        job = RunningJob.start(KAFKA.bootstrapServers(), config, directory.resolve("checkpoints"));
        load = SteadyLoad.start(KAFKA.bootstrapServers(), SEED);
    }

    @AfterEach
    void stop() throws Exception {
        writer.close();
        server.close();
        if (disk == null) {
            return;
        }
        disk.free();
        if (load != null) {
            load.end();
        }
        if (job != null) {
            job.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        disk.close();
    }

    @Test
    void isWaitedForWithoutLossAndWithoutTakingAFrameForRefused() throws Exception {
        TableGrowth growth = new TableGrowth(database);
        growth.await();
        disk.fill();
        String cause = DatabaseTrouble.DISK_FULL.cause() + ". To do: " + DatabaseTrouble.DISK_FULL.remedy();
        await().atMost(LIMIT).until(() -> !writer.with(cause).isEmpty());
        await().during(SEVERAL_ATTEMPTS).atMost(LIMIT).untilAsserted(() -> assertThat(writer.with(cause))
                .hasSizeLessThanOrEqualTo(2)); // one for each of the two writers
        disk.free();
        growth.await();
        compare();
    }

    @Test
    void isSurvivedByAServerThatPanicsForWantOfALogSegment() throws Exception {
        TableGrowth growth = new TableGrowth(database);
        growth.await();
        disk.fill();
        useUpTheLog();
        await().atMost(LIMIT)
                .until(() -> !server.with("PostgreSQL ended unexpectedly").isEmpty());
        disk.free();
        growth.await();
        compare();
    }

    /** Begins new segments of the write-ahead log until the server cannot make another, which is its end. */
    private void useUpTheLog() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < DISK_MEBIBYTES; i++) {
                statement.execute("SELECT pg_current_xact_id()");
                statement.execute("SELECT pg_switch_wal()");
            }
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as(e.getMessage()).matches("53100|08.*|57P0.");
            return;
        }
        throw new AssertionError("the server has never needed space for its log");
    }

    private void compare() throws Exception {
        load.end();
        try (FrameTopic topic = new FrameTopic(KAFKA.bootstrapServers())) {
            topic.awaitConsumed();
            assertThat(job.isRunning()).isTrue();
            ExpectedTables.assertEqual(new StoredTables(database), topic.readAll(), SEED);
        }
        assertThat(writer.with("INFO rows are written again")).isNotEmpty();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }
}
