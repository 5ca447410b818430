package io.busbar.standalone.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.busbar.database.DatabaseTrouble;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.jobs.database.Transactions;
import io.busbar.query.access.Database;
import io.busbar.standalone.LongRun;
import io.busbar.standalone.database.DatabaseSchema;
import io.busbar.standalone.jobs.FrameTopic.Received;
import io.busbar.standalone.kafka.FreshBroker;
import io.busbar.standalone.postgres.EmbeddedPostgres;
import io.busbar.standalone.postgres.FreshDatabase;
import io.busbar.standalone.postgres.PostgresOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A database that is there and takes nothing, for reasons that only its operator can remove; the job writes as a user of its own. */
@LongRun
final class TroubledDatabaseIT {

    private static final String TERMINATE =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'writer'";
    private static final int FRAMES = 20;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Long enough for several attempts of the writer. */
    private static final Duration SEVERAL_ATTEMPTS = Duration.ofSeconds(2);

    private static final Set<DatabaseTrouble> SEEN_BY_READERS =
            Set.of(DatabaseTrouble.READ_ONLY, DatabaseTrouble.REFUSES_LOG_IN, DatabaseTrouble.TOO_MANY_CONNECTIONS);

    @RegisterExtension
    static final FreshBroker KAFKA = new FreshBroker();

    @TempDir
    private static Path directory = Path.of("");

    /** One job goes through all of it, with one logger, so that one of its writers does. */
    private static EmbeddedPostgres postgres;

    private static Connection admin;
    private static SampleDatabase database;

    private static FrameTopic topic;
    private static RunningJob job;
    private static int sent;

    /** What the operator does, and undoes. */
    enum Situation {
        READ_ONLY_FOR_SESSIONS_THAT_ARE_OPEN(
                DatabaseTrouble.READ_ONLY,
                List.of("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()"),
                List.of("ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()")),
        PASSWORD_CHANGED(
                DatabaseTrouble.REFUSES_LOG_IN,
                List.of("ALTER ROLE writer PASSWORD 'another'", TERMINATE),
                List.of("ALTER ROLE writer PASSWORD 'secret'")),
        NO_CONNECTION_LEFT(
                DatabaseTrouble.TOO_MANY_CONNECTIONS,
                List.of("ALTER ROLE writer CONNECTION LIMIT 0", TERMINATE),
                List.of("ALTER ROLE writer CONNECTION LIMIT -1")),
        RIGHTS_TAKEN_AWAY(
                DatabaseTrouble.NOT_PERMITTED,
                List.of("REVOKE INSERT ON bms_sample FROM writer"),
                List.of("GRANT INSERT ON bms_sample TO writer")),
        TABLE_RENAMED(
                DatabaseTrouble.OTHER_SCHEMA,
                List.of("ALTER TABLE point_text RENAME TO point_words"),
                List.of("ALTER TABLE point_words RENAME TO point_text")),
        COLUMN_OF_ANOTHER_TYPE(
                DatabaseTrouble.NOT_UNDERSTOOD,
                List.of("ALTER TABLE bms_sample ALTER COLUMN span_mv TYPE bigint"),
                List.of("ALTER TABLE bms_sample ALTER COLUMN span_mv TYPE smallint")),
        READ_ONLY_FOR_NEW_SESSIONS(
                DatabaseTrouble.READ_ONLY,
                List.of("ALTER DATABASE busbar SET default_transaction_read_only = on", TERMINATE),
                List.of("ALTER DATABASE busbar RESET default_transaction_read_only"));

        private final DatabaseTrouble trouble;

        @SuppressWarnings("ImmutableEnumChecker") // List.of
        private final List<String> inflict;

        @SuppressWarnings("ImmutableEnumChecker") // List.of
        private final List<String> relieve;

        Situation(DatabaseTrouble trouble, List<String> inflict, List<String> relieve) {
            this.trouble = trouble;
            this.inflict = inflict;
            this.relieve = relieve;
        }
    }

    @BeforeAll
    static void startServer() throws Exception {
        postgres = EmbeddedPostgres.start(
                directory.resolve("postgres"), PostgresOptions.defaults().withBinaries(FreshDatabase.binaries()));
        DatabaseSchema.prepare(new DatabaseConfig(postgres.jdbcUrl(), postgres.user(), postgres.password()));
        admin = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        database = new SampleDatabase(
                () -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password()));
        execute(List.of(
                "SET default_transaction_read_only = off",
                "CREATE ROLE writer LOGIN PASSWORD 'secret'",
                "GRANT ALL ON ALL TABLES IN SCHEMA public TO writer",
                "GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO writer"));
        topic = new FrameTopic(KAFKA.bootstrapServers());
        job = RunningJob.start(
                KAFKA.bootstrapServers(),
                new DatabaseConfig(postgres.jdbcUrl(), "writer", "secret"),
                directory.resolve("checkpoints"));
    }

    @AfterAll
    static void stopServer() throws Exception {
        job.close();
        topic.close();
        admin.close();
        postgres.close();
    }

    @ParameterizedTest
    @EnumSource
    void isNamedOnceAndWaitedForWithoutLoss(Situation situation) throws Exception {
        send();
        await().atMost(LIMIT).until(() -> rows() == sent);
        try (ToldLines told = new ToldLines(Transactions.class)) {
            execute(situation.inflict);
            try {
                send();
                String cause = situation.trouble.cause() + ". To do: " + situation.trouble.remedy();
                await().atMost(LIMIT).until(() -> !told.with(cause).isEmpty());
                await().during(SEVERAL_ATTEMPTS).atMost(LIMIT).untilAsserted(() -> assertThat(told.with(cause))
                        .hasSize(1)
                        .first()
                        .asString()
                        .startsWith("WARN rows wait"));
                assertThat(rows()).isEqualTo(sent - FRAMES);
                assertThat(seenByTheQueryApi())
                        .isEqualTo(Optional.of(situation.trouble).filter(SEEN_BY_READERS::contains));
            } finally {
                execute(situation.relieve);
            }
            await().atMost(LIMIT).until(() -> rows() == sent);
            await().atMost(LIMIT).until(() -> !told.with("INFO rows are written again, after ")
                    .isEmpty());
            assertThat(told.with("WARN")).hasSize(1); // the reason, and not that sessions were ended
        }
        assertThat(job.isRunning()).isTrue();
        StoredTables stored = new StoredTables(database);
        List<Received> frames = topic.readAll();
        assertThat(stored.devices()).isEqualTo(ExpectedTables.devices(frames));
        assertThat(stored.activity()).isEqualTo(ExpectedTables.activity(frames));
        assertThat(stored.refused()).isEmpty();
    }

    /** What its readiness is made of. */
    private static Optional<DatabaseTrouble> seenByTheQueryApi() {
        try (Database pool = Database.at(postgres.jdbcUrl(), "writer", "secret")) {
            return pool.trouble();
        }
    }

    private static void send() throws Exception {
        List<Received> frames = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++) {
            frames.add(Fleet.received(Fleet.frame("L0", sent++, 0, 3_300)));
        }
        topic.send(frames);
    }

    private static int rows() throws SQLException {
        return Integer.parseInt(database.value("SELECT count(*) FROM bms_sample"));
    }

    private static void execute(List<String> statements) throws SQLException {
        try (Statement statement = admin.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
