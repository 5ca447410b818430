package io.busbar.benchmarks.path;

import io.busbar.benchmarks.chart.FlameGraph;
import io.busbar.benchmarks.door.DoorFleet;
import io.busbar.benchmarks.door.DoorLoad;
import io.busbar.benchmarks.door.LogIn;
import io.busbar.benchmarks.door.MqttWire;
import io.busbar.benchmarks.door.TcpWire;
import io.busbar.benchmarks.door.Wire;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** A fleet that sends through a system, and what becomes of its frames. Confined to one thread. */
public final class PathLoad implements AutoCloseable {

    /** Of each logger under way: few, so that those of many loggers come mixed, as from a fleet. Bursts of one are cheaper to store. */
    private static final int WINDOW = 2;

    private static final int OPEN_LOOP_WINDOW = 256;
    private static final double NANOS = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);
    private static final long PAUSE_MILLIS = 200;
    private static final int QUARTERS = 4;

    private final PathSystem system;
    private final List<LogIn> logIns;
    private final List<StampedFrames> frames = new ArrayList<>();
    private final Committed committed;
    private final AlarmWatch alarms;

    private PathLoad(PathSystem system, List<LogIn> logIns) throws SQLException {
        this.system = system;
        this.logIns = logIns;
        DoorFleet fleet = new DoorFleet(logIns.size());
        for (int logger = 0; logger < logIns.size(); logger++) {
            frames.add(new StampedFrames(
                    fleet.frames(logger), DoorFleet.alarming(logger), Schedule.phase(logger, logIns.size())));
        }
        this.committed = new Committed(system.connect());
        this.alarms = AlarmWatch.start(system.connect());
    }

    /**
     * One load. Immutable but for its histograms.
     *
     * @param from when the first frame was sent
     * @param to when the last was
     * @param frames sent, acknowledged and stored
     * @param wallSeconds until the last was sent, and at full speed until the last was stored
     * @param cpuSeconds of the system and its database until all was stored
     * @param ackNanos from when a frame was due to its acknowledgement
     * @param alarmMillis from when a frame was due to when its alarm was there to be read
     */
    public record Result(
            Instant from,
            Instant to,
            long frames,
            double wallSeconds,
            double cpuSeconds,
            Map<String, Double> cpuByStage,
            Map<String, Double> allocatedByStage,
            Histogram ackNanos,
            Histogram alarmMillis,
            Committed.Lateness rows,
            Committed.Lateness firstQuarter,
            Committed.Lateness lastQuarter,
            double secondsToStoreTheRest,
            long residentBefore,
            long residentAfter) {

        public double framesPerSecond() {
            return frames / wallSeconds;
        }

        public double ackMillis(double percentile) {
            return ackNanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
        }
    }

    /** A fleet of registered loggers. */
    public static PathLoad of(PathSystem system, int loggers) throws IOException, SQLException {
        return new PathLoad(system, system.register(loggers));
    }

    public Result asFastAsItGoes(double seconds) throws IOException, SQLException, InterruptedException {
        return run(seconds, 0);
    }

    /** In an open loop. */
    public Result atRate(double framesPerSecond, double seconds)
            throws IOException, SQLException, InterruptedException {
        return run(seconds, framesPerSecond);
    }

    /** Where the time of each stage of the system went during a load, by the stage's name. */
    public Map<String, FlameGraph> flames(Result of) throws IOException {
        return system.flames(of.from(), of.to());
    }

    /** Frames sent so far, all of them acknowledged. */
    public long sent() {
        return frames.stream().mapToLong(each -> each.schedule().sent()).sum();
    }

    /** @throws IllegalStateException when a frame is missing or there twice, or an alarm */
    public void requireEverythingOnce() throws SQLException {
        long alarming =
                frames.stream().mapToLong(each -> each.schedule().alarms()).sum();
        String differences = committed.differences(
                frames.stream().map(each -> each.schedule().sent()).toList());
        if (!differences.isEmpty() || committed.packRows() != sent() * DoorFleet.PACKS) {
            throw new IllegalStateException("not every acknowledged frame is there once: sent " + sent()
                    + ", rows of packs " + committed.packRows() + "; " + differences);
        }
        if (committed.alarms() != alarming) {
            throw new IllegalStateException(
                    "not every alarm is there once: caused " + alarming + ", stored " + committed.alarms());
        }
    }

    private Result run(double seconds, double framesPerSecond) throws IOException, SQLException, InterruptedException {
        long before = sent();
        Histogram unused = alarms.take();
        Expense expenseBefore = system.expense();
        Instant from = Instant.now();
        long begun = System.nanoTime();
        DoorLoad load = new DoorLoad(logIns.size(), 0, seconds);
        DoorLoad.Result sent = framesPerSecond > 0
                ? load.atRate(this::wire, OPEN_LOOP_WINDOW, framesPerSecond, () -> 0)
                : load.asFastAsItGoes(this::wire, WINDOW, () -> 0);
        long ended = System.nanoTime();
        Instant to = Instant.now();
        awaitStored();
        long stored = System.nanoTime();
        Expense expense = system.expense();
        Duration quarter = Duration.between(from, to).dividedBy(QUARTERS);
        return new Result(
                from,
                to,
                sent() - before,
                ((framesPerSecond > 0 ? ended : stored) - begun) / NANOS,
                expense.cpuOfPathSince(expenseBefore),
                expense.cpuSince(expenseBefore),
                expense.allocatedSince(expenseBefore),
                sent.nanos(),
                alarms.take(),
                committed.lateness(from, to.plusMillis(PAUSE_MILLIS)),
                committed.lateness(from, from.plus(quarter)),
                committed.lateness(to.minus(quarter), to),
                (stored - ended) / NANOS,
                expenseBefore.residentBytes(),
                expense.residentBytes());
    }

    private Wire wire(int logger) {
        return logger % 2 == 0
                ? new MqttWire(system.mqttPort(), logIns.get(logger), frames.get(logger))
                : new TcpWire(system.tcpPort(), logIns.get(logger), frames.get(logger));
    }

    /** The frames of a logger are stored in the order in which they were sent: when the last is there, all are. */
    private void awaitStored() throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_REST.toNanos();
        List<String> bms = new ArrayList<>();
        List<Long> lastMillis = new ArrayList<>();
        for (int logger = 0; logger < frames.size(); logger++) {
            if (frames.get(logger).schedule().sent() > 0) {
                bms.add(DoorFleet.bmsOf(logger));
                lastMillis.add(frames.get(logger).schedule().lastMillis());
            }
        }
        while (committed.stored(bms, lastMillis) < bms.size()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("after " + LONGEST_REST.toMinutes()
                        + " minutes the last acknowledged frames of only " + committed.stored(bms, lastMillis) + " of "
                        + bms.size() + " loggers are stored");
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    @Override
    public void close() throws SQLException {
        alarms.close();
        committed.close();
    }
}
