package io.busbar.benchmarks.latest;

import io.busbar.benchmarks.cpu.CpuTime;
import io.busbar.benchmarks.fleet.BenchFleet;
import io.busbar.benchmarks.peer.BusbarProgram;
import io.busbar.benchmarks.peer.QuestDb;
import io.busbar.benchmarks.peer.ServerProcess;
import io.busbar.benchmarks.storage.PostgresServer;
import io.busbar.benchmarks.storage.QuestDbIlp;
import io.busbar.jobs.alarm.Ownership;
import io.busbar.jobs.database.DatabaseConfig;
import io.busbar.jobs.sample.FrameSamples;
import io.busbar.jobs.sink.SampleWriter;
import io.busbar.measure.Catalogue;
import io.busbar.query.access.Database;
import io.busbar.query.access.Principal;
import io.busbar.query.access.Scope;
import io.busbar.query.access.Scopes;
import io.busbar.query.access.VisibleDevices;
import io.busbar.query.latest.LatestCache;
import io.busbar.query.series.Columns;
import io.busbar.query.series.LatestReadings;
import io.busbar.standalone.kafka.EmbeddedKafka;
import io.busbar.standalone.kafka.KafkaTopics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The same history in Busbar's tables and in QuestDB, and Busbar's query API, a process of its own with its cache filled from a
 * Kafka broker. Closing ends
 * everything that it started. Confined to one thread.
 */
public final class LatestStores implements AutoCloseable {

    private static final String TOKEN = "operator-token-of-the-benchmark-0123456789";
    private static final String MANAGER_PASSWORD = "password-of-the-benchmark";
    private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(1);
    private static final Duration LONGEST_ROLL_UP = Duration.ofMinutes(5);
    private static final long PAUSE_MILLIS = 100;
    private static final int API_HEAP_MEBIBYTES = 512;

    private final Catalogue catalogue = Catalogue.load();
    private final Deque<End> parts = new ArrayDeque<>();
    private final Source busbar;
    private final Source inProcess;
    private final Source distinctOn;
    private final List<Source> questDb;
    private final DatabaseConfig config;
    private final String kafka;
    private final QuestDb questDbServer;
    private final QuestDbIlp tables;
    private final PostgresServer postgres;
    private final Process api;
    private final int apiPort;

    /** How a part ends. */
    private interface End {
        void run() throws IOException, SQLException;
    }

    /**
     * Fills PostgreSQL and Kafka through the writer of the stream job, QuestDB over ILP, then starts the query API.
     *
     * @param folder an empty one
     */
    public LatestStores(LatestFleet fleet, DatabaseConfig config, Path folder, PrintStream out) throws Exception {
        try {
            EmbeddedKafka broker = keep(EmbeddedKafka.start(folder.resolve("kafka")), part -> part::close);
            this.config = config;
            this.kafka = broker.bootstrapServers();
            KafkaTopics.ensure(kafka);
            this.postgres = keep(PostgresServer.open(config), part -> part::close);
            out.println(postgres.description());
            this.questDbServer = keep(QuestDb.start(folder.resolve("questdb")), part -> part::close);
            long rows = (long) fleet.devices().size() * fleet.ticks();
            out.printf(
                    Locale.ROOT,
                    "%,d devices with %,d rows each%n",
                    fleet.devices().size(),
                    fleet.ticks());
            long begun = System.nanoTime();
            try (SampleWriter writer = SampleWriter.open(config, kafka, Ownership.ALL)) {
                for (List<FrameSamples> batch : fleet.batches()) {
                    writer.write(batch);
                }
                writer.flush();
            }
            postgres.settle();
            progress(out, "PostgreSQL", rows, begun);
            begun = System.nanoTime();
            this.tables = QuestDbIlp.forReading(questDbServer);
            tables.clear();
            tables.store(fleet.batches());
            progress(out, "QuestDB", rows, begun);

            this.distinctOn = new DistinctOn(config);
            this.questDb = List.of(
                    new QuestDbLatestOn(questDbServer, tables.packTable(), tables.bmsTable(), true),
                    new QuestDbLatestOn(questDbServer, tables.packTable(), tables.bmsTable(), false));
            BusbarProgram program = keep(
                    BusbarProgram.start(
                            ApiProcess.class,
                            folder.resolve("api"),
                            API_HEAP_MEBIBYTES,
                            config.jdbcUrl(),
                            config.user(),
                            config.password(),
                            kafka,
                            TOKEN,
                            MANAGER_PASSWORD),
                    part -> () -> ServerProcess.end(part.process()));
            postgres.registerLoggers(BenchFleet.INTERVAL_SECONDS);
            this.api = program.process();
            this.apiPort = Integer.parseInt(program.ready());
            this.busbar = new BusbarOverHttp(apiPort, TOKEN);
            this.inProcess = inProcess(config, kafka, fleet.devices());
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    /** The query API over HTTP. */
    public Source busbar() {
        return busbar;
    }

    /** The method that the query API calls in the end. */
    public Source inProcess() {
        return inProcess;
    }

    public Source distinctOn() {
        return distinctOn;
    }

    /** LATEST ON over each protocol that QuestDB speaks. */
    public List<Source> questDb() {
        return questDb;
    }

    /** Has everything rolled up that was written, and lets the tables settle. */
    public void rollUp() throws IOException, SQLException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_ROLL_UP.toNanos();
        try (SampleWriter writer = SampleWriter.open(config, kafka, Ownership.ALL);
                PostgresServer beside = PostgresServer.join(config)) {
            while (beside.dirtyBuckets() > 0) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("not rolled up after " + LONGEST_ROLL_UP.toSeconds() + " s");
                }
                writer.keepUp();
                Thread.sleep(PAUSE_MILLIS);
            }
            postgres.settle();
        }
    }

    /** Alarms of a month, one behind the other, of every pack in turn. */
    public void addAlarms(int count) throws IOException, SQLException {
        try (PostgresServer postgres = PostgresServer.join(config)) {
            postgres.addAlarms(count);
        }
    }

    /** Processor seconds that the query API and its database have taken so far; NaN when the database runs elsewhere. */
    public double cpuSeconds() {
        return CpuTime.ofTree(api.pid()) + postgres.cpuSeconds();
    }

    public int apiPort() {
        return apiPort;
    }

    /** Of the operator. */
    public String token() {
        return TOKEN;
    }

    /** Of the first manager. */
    public String managerPassword() {
        return MANAGER_PASSWORD;
    }

    public QuestDb questDbServer() {
        return questDbServer;
    }

    /** In QuestDB. */
    public String packTable() {
        return tables.packTable();
    }

    /** In QuestDB. */
    public String bmsTable() {
        return tables.bmsTable();
    }

    @Override
    public void close() throws IOException, SQLException {
        while (!parts.isEmpty()) {
            parts.pop().run();
        }
    }

    private Source inProcess(DatabaseConfig config, String kafka, List<LatestFleet.Device> devices) throws Exception {
        Database database = keep(Database.at(config.jdbcUrl(), config.user(), config.password()), part -> part::close);
        LatestCache cache = keep(
                LatestCache.follow(kafka, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)), part -> part::close);
        long deadline = System.nanoTime() + LONGEST_WARM_UP.toNanos();
        while (!cache.isWarm()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "the cache of latest readings is not warm after " + LONGEST_WARM_UP.toSeconds() + " s");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        Scope operator =
                new Scopes(database, catalogue).of(new Principal.Operator()).orElseThrow();
        LatestReadings latest =
                new LatestReadings(database, cache, catalogue, new Columns(catalogue), Clock.systemUTC());
        return new BusbarInProcess(latest, new VisibleDevices(database, catalogue), operator, devices);
    }

    private static void progress(PrintStream out, String store, long rows, long begun) {
        out.printf(
                Locale.ROOT,
                "%s filled with %,d rows of packs and BMS in %.0f s%n",
                store,
                rows,
                (System.nanoTime() - begun) / 1e9);
    }

    private <T> T keep(T part, Function<T, End> end) {
        parts.push(end.apply(part));
        return part;
    }
}
