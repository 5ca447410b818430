package io.busbar.benchmarks;

import io.busbar.benchmarks.chart.FlameGraph;
import io.busbar.benchmarks.door.DoorFleet;
import io.busbar.benchmarks.path.NaiveChain;
import io.busbar.benchmarks.path.PathLoad;
import io.busbar.benchmarks.path.PathSystem;
import io.busbar.benchmarks.report.Report;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code bench path}: frames through the whole engine, everything real, on one machine.
 *
 * <pre>
 *  generator ──MQTT─┐                                                          ┌─▶ rows
 *            ──TCP──┴▶ door ─▶ journal ─▶ relay ─▶ Kafka ─▶ Flink ─▶ database ─┴─▶ alarms ─▶ watcher
 * </pre>
 *
 * First as fast as it goes, until all of it is in the tables; then at a quarter, half and three quarters of that, in an open loop; then for long; then in turns
 * with a naive chain ({@link NaiveChain}). Times count from when a frame was due. At the end every frame that was acknowledged must be in the tables exactly once. Confined to one thread.
 */
final class PathBench {

    static final String NAME = "path";

    private static final List<Integer> PERCENTS = List.of(25, 50, 75);
    private static final double MILLION = 1e6;
    private static final double MEBIBYTE = 1 << 20;
    private static final String ACKNOWLEDGEMENT =
            "checked and on disk (fdatasync of a group of frames); a row counts from its commit, by the database's clock and without the time that"
                    + " the log of the commit takes to the disk; an alarm counts when another session sees it, its log on disk (synchronous_commit=on,"
                    + " fsync=on)";

    private final PathPace pace;
    private final PrintStream out;
    private final Map<String, Double> metrics = new LinkedHashMap<>();

    private PathBench(PathPace pace, PrintStream out) {
        this.pace = pace;
        this.out = out;
    }

    /**
     * Measures, prints progress, and returns the figures.
     *
     * @param folder an empty one, on the disk that is measured
     * @param moquette the folder with Moquette's libraries
     */
    static Outcome run(Provenance provenance, PathPace pace, Path folder, Path moquette, PrintStream out) {
        try (PathSystem system = PathSystem.start(folder, folder.resolve("programs"))) {
            return new PathBench(pace, out).run(provenance, system, folder, moquette);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunFailure("interrupted", e);
        } catch (Exception e) {
            throw new RunFailure("path could not be measured: " + e.getMessage(), e);
        }
    }

    private Outcome run(Provenance provenance, PathSystem system, Path folder, Path moquette) throws Exception {
        out.printf(
                Locale.ROOT,
                "%,d loggers, half over MQTT and half over TCP, one BMS with %d packs of %d cells each: %d values a frame%n",
                pace.loggers(),
                DoorFleet.PACKS,
                DoorFleet.CELLS,
                DoorFleet.VALUES);
        try (PathLoad load = PathLoad.of(system, pace.loggers())) {
            print("warm-up", load.asFastAsItGoes(pace.warmSeconds()));
            PathLoad.Result most = print("as fast as it goes", load.asFastAsItGoes(pace.seconds()));
            metrics.put("saturation_frames_per_second", most.framesPerSecond());
            metrics.put("saturation_cpu_seconds_per_million_values", cpuPerMillion(most));
            most.cpuByStage()
                    .forEach((stage, seconds) -> metrics.put(
                            "saturation_cpu_seconds_per_million_values_" + stage, seconds / millions(most)));
            out.println(Report.bottleneck(metrics));
            for (int percent : PERCENTS) {
                double rate = most.framesPerSecond() * percent / 100;
                put("at_" + percent + "_percent", print(percent + " %", load.atRate(rate, pace.seconds())));
            }
            Map<String, FlameGraph> flames = sustain(load);
            Map<String, Spread> ratios = Map.of("vs_naive", compare(load, folder, moquette));
            load.requireEverythingOnce();
            metrics.put("frames_stored_once", (double) load.sent());
            return new Outcome(new ResultFile(NAME, provenance, ACKNOWLEDGEMENT, metrics, ratios), null, flames);
        }
    }

    /** By values per CPU-second until all is in the tables. */
    private Spread compare(PathLoad load, Path folder, Path moquette) throws Exception {
        List<Double> ours = new ArrayList<>();
        List<NaiveChain.Result> naive = new ArrayList<>();
        try (NaiveChain chain =
                NaiveChain.start(folder.resolve("naive"), folder.resolve("programs"), moquette, pace.loggers())) {
            chain.atRate(pace.naiveFramesPerSecond(), pace.pairSeconds()); // warm
            for (int pair = 1; pair <= pace.pairs(); pair++) {
                boolean isOursFirst = pair % 2 == 1;
                if (isOursFirst) {
                    ours.add(cpuPerMillion(load.asFastAsItGoes(pace.pairSeconds())));
                }
                naive.add(chain.atRate(pace.naiveFramesPerSecond(), pace.pairSeconds()));
                if (!isOursFirst) {
                    ours.add(cpuPerMillion(load.asFastAsItGoes(pace.pairSeconds())));
                }
                out.printf(
                        Locale.ROOT,
                        "pair %d of %d  CPU-s per million values: busbar %.2f  naive %.2f (%,.0f frames/s)%n",
                        pair,
                        pace.pairs(),
                        ours.get(pair - 1),
                        naive.get(pair - 1).cpuSecondsPerMillionValues(),
                        naive.get(pair - 1).framesPerSecond());
            }
            chain.requireEverythingOnce();
        }
        Spread cost = Spread.of(naive, NaiveChain.Result::cpuSecondsPerMillionValues);
        metrics.put("naive_cpu_seconds_per_million_values", cost.median());
        metrics.put(
                "naive_frames_per_second",
                Spread.of(naive, NaiveChain.Result::framesPerSecond).median());
        return Spread.ofRatios(
                naive.stream()
                        .map(NaiveChain.Result::cpuSecondsPerMillionValues)
                        .toList(),
                ours,
                Double::doubleValue);
    }

    /** Returns where the time went. */
    private Map<String, FlameGraph> sustain(PathLoad load) throws Exception {
        PathLoad.Result run = print("sustained", load.atRate(pace.sustainedFramesPerSecond(), pace.sustainedSeconds()));
        metrics.put("frames_per_second", run.framesPerSecond());
        metrics.put("cpu_seconds_per_million_values", cpuPerMillion(run));
        run.cpuByStage()
                .forEach((stage, seconds) ->
                        metrics.put("cpu_seconds_per_million_values_" + stage, seconds / millions(run)));
        run.allocatedByStage()
                .forEach((stage, bytes) -> metrics.put("allocated_bytes_per_frame_" + stage, bytes / run.frames()));
        put("sustained", run);
        metrics.put("sustained_rows_p99_ms_first_quarter", run.firstQuarter().p99Millis());
        metrics.put("sustained_rows_p99_ms_last_quarter", run.lastQuarter().p99Millis());
        metrics.put("sustained_seconds_until_all_is_stored", run.secondsToStoreTheRest());
        metrics.put("resident_mebibytes_before", run.residentBefore() / MEBIBYTE);
        metrics.put("resident_mebibytes_after", run.residentAfter() / MEBIBYTE);
        return load.flames(run);
    }

    private void put(String name, PathLoad.Result run) {
        metrics.put("ack_p50_ms_" + name, run.ackMillis(50));
        metrics.put("ack_p99_ms_" + name, run.ackMillis(99));
        metrics.put("rows_p50_ms_" + name, run.rows().p50Millis());
        metrics.put("rows_p99_ms_" + name, run.rows().p99Millis());
        metrics.put("alarm_p50_ms_" + name, run.alarmMillis().getValueAtPercentile(50) + 0.0);
        metrics.put("alarm_p99_ms_" + name, run.alarmMillis().getValueAtPercentile(99) + 0.0);
    }

    private PathLoad.Result print(String title, PathLoad.Result run) {
        out.printf(
                Locale.ROOT,
                "%-19s %,9.0f frames/s  %5.2f CPU-s per million values  p50/p99 ms: acknowledged %,.0f/%,.0f  rows %,.0f/%,.0f  alarms %,d/%,d  the"
                        + " rest stored after %.1f s%n",
                title,
                run.framesPerSecond(),
                cpuPerMillion(run),
                run.ackMillis(50),
                run.ackMillis(99),
                run.rows().p50Millis(),
                run.rows().p99Millis(),
                run.alarmMillis().getValueAtPercentile(50),
                run.alarmMillis().getValueAtPercentile(99),
                run.secondsToStoreTheRest());
        run.cpuByStage()
                .forEach((stage, seconds) -> out.printf(
                        Locale.ROOT, "    %-24s %6.3f CPU-s per million values%n", stage, seconds / millions(run)));
        return run;
    }

    private static double millions(PathLoad.Result run) {
        return run.frames() * DoorFleet.VALUES / MILLION;
    }

    /** Without the generator. */
    private static double cpuPerMillion(PathLoad.Result run) {
        return run.cpuSeconds() / millions(run);
    }
}
