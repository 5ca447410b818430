package io.busbar.benchmarks.path;

import io.busbar.benchmarks.cpu.CpuTime;
import io.busbar.benchmarks.door.DoorFleet;
import io.busbar.benchmarks.door.DoorLoad;
import io.busbar.benchmarks.door.DoorServer;
import io.busbar.benchmarks.door.MqttWire;
import io.busbar.benchmarks.peer.BusbarProgram;
import io.busbar.benchmarks.peer.ServerProcess;
import io.busbar.standalone.postgres.EmbeddedPostgres;
import io.busbar.standalone.postgres.PostgresOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A chain of the same kind of parts, each with its defaults, over a database of its own with the settings that Busbar runs it with. Closing ends all of it. Confined to one thread.
 *
 * <pre>
 *  generator ──MQTT, JSON──▶ Moquette ──▶ bridge ──▶ Kafka ──▶ job, a state in RocksDB a device ──▶ INSERT, a row a number
 * </pre>
 */
public final class NaiveChain implements AutoCloseable {

    private static final int HEAP_MEBIBYTES = 2_048;
    private static final int WINDOW = 256;
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);
    private static final long PAUSE_MILLIS = 200;

    private final EmbeddedPostgres postgres;
    private final DoorServer moquette;
    private final BusbarProgram program;
    private final Connection connection;
    private final List<JsonFrames> frames = new ArrayList<>();

    private NaiveChain(
            EmbeddedPostgres postgres, DoorServer moquette, BusbarProgram program, Connection connection, int loggers) {
        this.postgres = postgres;
        this.moquette = moquette;
        this.program = program;
        this.connection = connection;
        DoorFleet fleet = new DoorFleet(loggers);
        for (int logger = 0; logger < loggers; logger++) {
            frames.add(new JsonFrames(fleet, logger));
        }
    }

    /**
     * On an empty folder.
     *
     * @param moquetteLibraries the folder with Moquette's jar and what it needs
     */
    public static NaiveChain start(Path folder, Path programs, Path moquetteLibraries, int loggers)
            throws IOException, SQLException {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(
                folder.resolve("postgres"), PostgresOptions.defaults().withBinaries(programs));
        try {
            Connection connection =
                    DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
            NarrowSink.createTables(connection);
            DoorServer moquette = DoorServer.moquette(folder.resolve("moquette"), moquetteLibraries);
            try {
                BusbarProgram program = BusbarProgram.start(
                        NaiveProcess.class,
                        folder,
                        HEAP_MEBIBYTES,
                        folder.toString(),
                        Integer.toString(moquette.mqttPort()),
                        postgres.jdbcUrl(),
                        postgres.user(),
                        postgres.password());
                return new NaiveChain(postgres, moquette, program, connection, loggers);
            } catch (IOException | RuntimeException e) {
                moquette.close();
                throw e;
            }
        } catch (IOException | SQLException | RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** What a load took. Immutable. */
    public record Result(long frames, double wallSeconds, double cpuSeconds) {

        public double cpuSecondsPerMillionValues() {
            return cpuSeconds / (frames * DoorFleet.VALUES / 1e6);
        }

        public double framesPerSecond() {
            return frames / wallSeconds;
        }
    }

    /** Sends so many frames a second, and waits until all of it is in the tables, each number once. */
    public Result atRate(double framesPerSecond, double seconds)
            throws IOException, SQLException, InterruptedException {
        long before = sent();
        double cpuBefore = cpuSeconds();
        long begun = System.nanoTime();
        new DoorLoad(frames.size(), 0, seconds)
                .atRate(
                        logger -> new MqttWire(
                                moquette.mqttPort(), DoorFleet.logIn(logger), frames.get(logger), "frames/json"),
                        WINDOW,
                        framesPerSecond,
                        () -> 0);
        awaitStored();
        return new Result(sent() - before, (System.nanoTime() - begun) / 1e9, cpuSeconds() - cpuBefore);
    }

    /** @throws IllegalStateException when a number or an alarm is missing, or not what was sent */
    public void requireEverythingOnce() throws SQLException {
        long thousandths = frames.stream().mapToLong(JsonFrames::thousandths).sum();
        long alarms =
                frames.stream().mapToLong(each -> each.schedule().alarms()).sum();
        long stored = number("SELECT sum(round(value * 1000))::bigint FROM naive_sample");
        long raised = number("SELECT count(*) FROM naive_alarm WHERE rule = 'soc-low-protection'");
        if (stored != thousandths || raised != alarms) {
            throw new IllegalStateException("the naive chain has not what was sent: sum " + stored + ", sent "
                    + thousandths + "; alarms " + raised + ", caused " + alarms);
        }
    }

    private long sent() {
        return frames.stream().mapToLong(each -> each.schedule().sent()).sum();
    }

    private void awaitStored() throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_REST.toNanos();
        long expected = sent() * DoorFleet.VALUES;
        for (long stored = rows(); stored != expected; stored = rows()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the naive chain has stored " + stored + " numbers of " + expected
                        + " after " + LONGEST_REST.toMinutes() + " minutes");
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private long rows() throws SQLException {
        return number("SELECT count(*) FROM naive_sample");
    }

    private long number(String sql) throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private double cpuSeconds() {
        return moquette.cpuSeconds() + CpuTime.ofTree(program.process().pid()) + CpuTime.ofTree(postgres.pid());
    }

    @Override
    public void close() throws IOException, SQLException {
        ServerProcess.end(program.process());
        moquette.close();
        connection.close();
        postgres.close();
    }
}
