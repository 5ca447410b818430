package io.busbar.standalone;

import io.busbar.ingest.FrontDoor;
import io.busbar.ingest.FrontDoorConfig;
import io.busbar.ingest.journal.Durability;
import io.busbar.ingest.tls.TlsConfig;
import io.busbar.ingest.tls.TlsMaterial;
import io.busbar.jobs.StreamJob;
import io.busbar.jobs.StreamJobConfig;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.measure.Catalogue;
import io.busbar.query.QueryApi;
import io.busbar.query.QueryApiConfig;
import io.busbar.query.access.Database;
import io.busbar.query.alarms.ShippedAlarmRules;
import io.busbar.standalone.client.CommandFailure;
import io.busbar.standalone.client.LoggerTls;
import io.busbar.standalone.client.RunningSystem;
import io.busbar.standalone.database.ChunkUpkeep;
import io.busbar.standalone.database.DatabaseSchema;
import io.busbar.standalone.database.StorageUpkeep;
import io.busbar.standalone.database.UpkeepTask;
import io.busbar.standalone.database.retention.Retention;
import io.busbar.standalone.database.retention.RetentionMeters;
import io.busbar.standalone.kafka.EmbeddedKafka;
import io.busbar.standalone.kafka.KafkaTopics;
import io.busbar.standalone.postgres.PostgresOptions;
import io.busbar.standalone.postgres.SupervisedPostgres;
import io.busbar.standalone.storage.DataDirectory;
import io.busbar.standalone.storage.DiskRoom;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole engine on one machine. Parts that do not need each other start side by side:
 *
 * <pre>
 *  data directory ─┬─ PostgreSQL ── schema ─────┬─ query API ──┐
 *                  └─ Kafka ─────── topics ─────┼─ front door ─┼─▶ ready
 *                                               └─ stream job ─┘
 * </pre>
 *
 * Closing stops them the other way round: the door first, so that what it acknowledged can still go down the path. Start and close from
 * one thread each.
 */
public final class StandaloneSystem implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StandaloneSystem.class);
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(20);
    private static final Duration LONGEST_START_AFTER_INTERRUPT = Duration.ofSeconds(15);
    private static final Duration FIRST_UPKEEP = Duration.ofMinutes(1);
    private static final long CANCEL_SECONDS = 20;
    private static final int TOKEN_BYTES = 32;
    private static final String JOURNAL = "journal";

    /** The embedded servers write about half of it before they serve anybody. */
    private static final long START_BYTES = 64L << 20;

    /** Their programs and empty files on top; with less free the journal would take no frame anyway. */
    private static final long FIRST_START_BYTES = 256L << 20;

    private final SystemOptions options;
    private final Progress progress;
    private final Catalogue catalogue = Catalogue.load();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Stage, Deque<AutoCloseable>> parts = new EnumMap<>(Stage.class);
    private final List<Thread> starting = new CopyOnWriteArrayList<>();
    private boolean closed;
    private @Nullable RunningSystem running;
    private String kafka = "";
    private Optional<String> oneTimePassword = Optional.empty();

    public StandaloneSystem(SystemOptions options, PrintStream out) {
        this.options = options;
        this.progress = new Progress(out);
    }

    /** In the order of stopping. */
    private enum Stage {
        ANNOUNCEMENT,
        DOOR,
        JOB,
        API,
        UPKEEP,
        STORAGE,
        DIRECTORY
    }

    /**
     * Starts everything; returns when it is ready.
     *
     * @throws CommandFailure with the line for the user when a part cannot start; the others are stopped again
     */
    public void start() {
        try {
            startParts();
        } catch (Exception e) {
            close();
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw asFailure(e);
        }
    }

    public RunningSystem running() {
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running;
    }

    /** Bootstrap servers of the Kafka that it uses. */
    public String kafka() {
        return kafka;
    }

    /** Of the first manager, when this start created that person and made the password. */
    public Optional<String> oneTimePassword() {
        return oneTimePassword;
    }

    @Override
    public void close() {
        endStarting();
        for (AutoCloseable part = poll(); part != null; part = poll()) {
            closePart(part);
        }
    }

    private void startParts() throws Exception {
        requireProtectedLoggers();
        Ports.requireFree("--http-port", options.bindAddress(), options.httpPort());
        Ports.requireFree("--mqtt-port", options.bindAddress(), options.mqttPort());
        Ports.requireFree("--tcp-port", options.bindAddress(), options.tcpPort());
        requireRoom(options.dataDirectory());
        DataDirectory directory = push(Stage.DIRECTORY, DataDirectory.open(options.dataDirectory()));
        Path data = directory.path();

        CompletableFuture<DatabaseConfig> startingDatabase = inBackground(() -> startDatabase(data));
        CompletableFuture<String> startingKafka = inBackground(() -> startKafka(data));
        // Both are waited for, so that a failure of one leaves no other behind.
        CompletableFuture.allOf(startingDatabase, startingKafka)
                .exceptionally(failure -> null)
                .join();
        DatabaseConfig database = startingDatabase.join();
        kafka = startingKafka.join();

        String operatorToken = randomToken();
        CompletableFuture<QueryApi> startingApi =
                inBackground(() -> progress.step("query API", () -> startApi(database, operatorToken)));
        CompletableFuture<FrontDoor> startingDoor =
                inBackground(() -> progress.step("front door", () -> startDoor(data, operatorToken)));
        CompletableFuture<Void> startingJob = inBackground(() -> progress.step("stream job", () -> {
            startJob(data, database);
            return null;
        }));
        CompletableFuture.allOf(startingApi, startingDoor, startingJob)
                .exceptionally(failure -> null)
                .join();
        startingJob.join();
        QueryApi api = startingApi.join();
        FrontDoor door = startingDoor.join();
        oneTimePassword = api.oneTimePassword();
        running = new RunningSystem(
                options.clientHost(),
                api.port(),
                door.mqttPort(),
                door.tcpPort(),
                startingKafka.join(),
                operatorToken,
                loggerTls());
        running.write(data);
        push(Stage.ANNOUNCEMENT, () -> RunningSystem.delete(data));
    }

    /** Before anything is started, so that a wrong file costs no time. */
    private void requireProtectedLoggers() throws IOException {
        @Nullable TlsConfig tls = options.tls();
        FrontDoorConfig.requireProtected(options.bindAddress(), tls, options.insecure());
        if (tls != null) {
            TlsMaterial unused = TlsMaterial.read(tls, Clock.systemUTC());
        }
    }

    private static void requireRoom(Path data) throws IOException {
        boolean first = !Files.exists(data.resolve(JOURNAL));
        DiskRoom.require(data, first ? FIRST_START_BYTES : START_BYTES);
    }

    private DatabaseConfig startDatabase(Path data) throws Exception {
        DatabaseConfig database;
        if (options.database() == null) {
            SupervisedPostgres postgres = progress.step(
                    "PostgreSQL",
                    () -> push(
                            Stage.STORAGE,
                            SupervisedPostgres.start(data.resolve("postgres"), PostgresOptions.defaults())));
            database = new DatabaseConfig(postgres.jdbcUrl(), postgres.user(), postgres.password());
        } else {
            database = options.database().config();
        }
        progress.step("schema", () -> {
            DatabaseSchema.prepare(database, options.storage());
            addShippedRules(database);
            return null;
        });
        push(Stage.UPKEEP, StorageUpkeep.start(database, upkeepTasks(), FIRST_UPKEEP, StorageUpkeep.EVERY));
        DatabaseLocation location = new DatabaseLocation(database);
        location.write(data);
        push(Stage.ANNOUNCEMENT, () -> DatabaseLocation.delete(data));
        return database;
    }

    /** Before the stream job starts, so that it has rules for the very first frame. */
    private void addShippedRules(DatabaseConfig config) {
        try (Database database = Database.at(config.jdbcUrl(), config.user(), config.password())) {
            ShippedAlarmRules.addMissing(database, catalogue);
        }
    }

    private List<UpkeepTask> upkeepTasks() {
        return List.of(new ChunkUpkeep(), new Retention(Clock.systemUTC(), LOG::info, new RetentionMeters(meters)));
    }

    private String startKafka(Path data) throws Exception {
        String bootstrapServers = options.kafka() != null
                ? options.kafka()
                : progress.step("Kafka", () -> push(Stage.STORAGE, EmbeddedKafka.start(data.resolve("kafka"))))
                        .bootstrapServers();
        progress.step("topics", () -> {
            KafkaTopics.ensure(bootstrapServers);
            return null;
        });
        return bootstrapServers;
    }

    private QueryApi startApi(DatabaseConfig database, String operatorToken) throws Exception {
        return push(
                Stage.API,
                QueryApi.start(
                        new QueryApiConfig(
                                options.bindAddress(),
                                options.httpPort(),
                                database.jdbcUrl(),
                                database.user(),
                                database.password(),
                                kafka,
                                operatorToken,
                                options.managerEmail(),
                                options.managerPassword(),
                                options.mailServer(),
                                options.operatorAloneRegisters(),
                                options.webhookNetworks()),
                        catalogue,
                        meters));
    }

    private @Nullable LoggerTls loggerTls() {
        @Nullable TlsConfig tls = options.tls();
        return tls == null ? null : new LoggerTls(tls.certificate().toAbsolutePath(), tls.clientAuthority() != null);
    }

    private FrontDoor startDoor(Path data, String operatorToken) throws Exception {
        return push(
                Stage.DOOR,
                FrontDoor.start(
                        FrontDoorConfig.of(
                                        options.bindAddress(),
                                        options.mqttPort(),
                                        options.tcpPort(),
                                        data.resolve(JOURNAL),
                                        Durability.DISK,
                                        kafka,
                                        operatorToken,
                                        options.tls(),
                                        options.insecure())
                                .withLimits(options.limits()),
                        catalogue,
                        meters));
    }

    private void startJob(Path data, DatabaseConfig database) throws Exception {
        StreamJobConfig config =
                new StreamJobConfig(kafka, database, data.resolve("checkpoints"), CHECKPOINT_INTERVAL, 1);
        ExternalFlink flink = options.flink();
        JobClient job = flink == null ? StreamJob.startEmbedded(config) : flink.start(config);
        push(Stage.JOB, () -> job.cancel().get(CANCEL_SECONDS, TimeUnit.SECONDS));
        while (!StreamJob.isRunning(job)) {
            Thread.sleep(50);
        }
    }

    /** Keeps a part for stopping; when everything is being stopped already, stops it at once. */
    private <T extends AutoCloseable> T push(Stage stage, T part) {
        synchronized (parts) {
            if (!closed) {
                parts.computeIfAbsent(stage, absent -> new ArrayDeque<>()).push(part);
                return part;
            }
        }
        closePart(part);
        throw new CommandFailure("stopped while starting");
    }

    private @Nullable AutoCloseable poll() {
        synchronized (parts) {
            for (Deque<AutoCloseable> stage : parts.values()) {
                if (!stage.isEmpty()) {
                    return stage.pop();
                }
            }
            return null;
        }
    }

    private static void closePart(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("stopping: {}", e.toString());
        }
    }

    private static String randomToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** A part that is half started is stopped by the thread that starts it, once that is interrupted. */
    private void endStarting() {
        synchronized (parts) {
            closed = true;
        }
        starting.forEach(Thread::interrupt);
        for (Thread thread : starting) {
            try {
                thread.join(LONGEST_START_AFTER_INTERRUPT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private <T> CompletableFuture<T> inBackground(Callable<T> start) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        future.complete(start.call());
                    } catch (Throwable e) {
                        future.completeExceptionally(e);
                    } finally {
                        starting.remove(Thread.currentThread());
                    }
                },
                "start");
        thread.setDaemon(true);
        starting.add(thread);
        thread.start();
        return future;
    }

    private static CommandFailure asFailure(Exception e) {
        Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
        if (cause instanceof CommandFailure failure) {
            return failure;
        }
        String message = cause.getMessage();
        return new CommandFailure(
                message == null ? cause.toString() : message.lines().findFirst().orElse(""), cause);
    }
}
