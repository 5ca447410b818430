package io.busbar.benchmarks;

import io.busbar.benchmarks.chart.BarChart;
import io.busbar.benchmarks.jobs.BusbarJob;
import io.busbar.benchmarks.jobs.CycledFleet;
import io.busbar.benchmarks.jobs.FrameFile;
import io.busbar.benchmarks.jobs.HandLoop;
import io.busbar.benchmarks.jobs.JobRun;
import io.busbar.benchmarks.jobs.Judge;
import io.busbar.benchmarks.jobs.NaiveJob;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * {@code bench jobs}: the stream job from its source to its alarms beside others who judge the same frames.
 *
 * <pre>
 *  frames.records ─┬─ hand_loop                    decode, evaluate, in one thread       ──┐
 *                  ├─ busbar                       source, samples, judgement, in Flink  ──┼─▶ alarms, the same from everybody
 *                  ├─ busbar_without_checkpoints   the same                              ──┤
 *  frames.json   ──┴─ naive                        Jackson, RocksDB, in Flink            ──┘
 * </pre>
 *
 * Counted is the processor time of this JVM from the first frame to the last; nothing else runs in it. Where alarms differ the benchmark fails.
 * All take turns, forwards and backwards, so that a slow minute meets everybody. Confined to one thread.
 */
final class JobsBench {

    static final String NAME = "jobs";

    /** Ten times as often as in production, so that a run of seconds has some. */
    private static final Duration CHECKPOINTS = Duration.ofSeconds(1);

    private static final String ACKNOWLEDGEMENT = "nothing is acknowledged: alarms are decided, and kept in memory";
    private static final double PERCENT = 100;

    private final JobsPace pace;
    private final PrintStream out;
    private final BusbarJob busbar;
    private final List<Judge> judges;
    private final Map<String, List<JobRun>> runs = new LinkedHashMap<>();

    private JobsBench(JobsPace pace, Path folder, PrintStream out) {
        this.pace = pace;
        this.out = out;
        this.busbar = new BusbarJob(folder, CHECKPOINTS);
        this.judges = List.of(new HandLoop(), busbar, new BusbarJob(folder, null), new NaiveJob(folder, CHECKPOINTS));
    }

    /**
     * Measures, prints progress, and returns the figures.
     *
     * @param folder an empty one
     */
    static Outcome run(Provenance provenance, JobsPace pace, Path folder, PrintStream out) {
        try {
            return new JobsBench(pace, folder, out).run(provenance, folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunFailure("interrupted", e);
        } catch (Exception e) {
            throw new RunFailure("jobs could not be measured: " + e.getMessage(), e);
        }
    }

    private Outcome run(Provenance provenance, Path folder) throws Exception {
        out.printf(
                Locale.ROOT,
                "%,d loggers, one BMS with %d packs of %d cells each, a frame every %d s, %,d frames each, in the order of time%n",
                pace.loggers(),
                CycledFleet.PACKS,
                CycledFleet.CELLS,
                CycledFleet.INTERVAL_SECONDS,
                pace.ticks());
        FrameFile file = FrameFile.write(folder, new CycledFleet(pace.loggers()), pace.ticks());
        judges.forEach(judge -> out.println(judge.name() + ": " + judge.description()));
        List<String> expected = judges.get(0).run(file).transitions();
        out.printf(Locale.ROOT, "%,d frames, %,d transitions of alarms%n", file.frames(), expected.size());
        for (int i = 0; i < pace.warmups(); i++) {
            for (Judge judge : judges) {
                run(judge, file, expected, "warm-up");
            }
        }
        List<Judge> inTurn = new ArrayList<>(judges);
        for (int pair = 1; pair <= pace.pairs(); pair++) {
            for (Judge judge : inTurn) {
                runs.computeIfAbsent(judge.name(), first -> new ArrayList<>())
                        .add(run(judge, file, expected, "pair " + pair + " of " + pace.pairs()));
            }
            Collections.reverse(inTurn);
        }
        return outcome(provenance, expected.size());
    }

    private JobRun run(Judge judge, FrameFile file, List<String> expected, String prefix) throws Exception {
        JobRun run = judge.run(file);
        if (!run.transitions().equals(expected)) {
            throw new IllegalStateException(
                    judge.name() + " decides otherwise: " + run.transitions().size()
                            + " transitions, expected the " + expected.size() + " of "
                            + judges.get(0).name() + "; the first that differs: "
                            + firstDifference(run.transitions(), expected));
        }
        out.printf(
                Locale.ROOT,
                "%-11s  %-26s %,9.0f frames per CPU-second   %6.2f CPU-seconds, %6.2f s%n",
                prefix,
                judge.name(),
                run.framesPerCpuSecond(),
                run.cpuSeconds(),
                run.wallSeconds());
        return run;
    }

    private static String firstDifference(List<String> some, List<String> others) {
        for (int i = 0; i < Math.min(some.size(), others.size()); i++) {
            if (!some.get(i).equals(others.get(i))) {
                return some.get(i) + " instead of " + others.get(i);
            }
        }
        return "one is the beginning of the other";
    }

    private Outcome outcome(Provenance provenance, int transitions) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        List<BarChart.Bar> bars = new ArrayList<>();
        metrics.put("transitions", (double) transitions);
        runs.forEach((name, measured) -> {
            Spread spread = Spread.of(measured, JobRun::framesPerCpuSecond);
            metrics.put(name + "_frames_per_cpu_second", spread.median());
            metrics.put(
                    name + "_frames_per_second",
                    Spread.of(measured, run -> run.frames() / run.wallSeconds()).median());
            bars.add(new BarChart.Bar(name, spread.median(), spread.min(), spread.max(), name.equals(busbar.name())));
        });
        metrics.put("alarm_state_bytes_per_device", BusbarJob.alarmStateBytesPerDevice());
        metrics.put("checkpoint_bytes_per_logger", (double) busbar.checkpointBytes() / pace.loggers());
        Map<String, Spread> ratios = new LinkedHashMap<>();
        ratios.put("vs_hand_loop", ratio("hand_loop"));
        ratios.put("vs_naive", ratio("naive"));
        ratios.put("with_checkpoints_vs_without", ratio("busbar_without_checkpoints"));
        metrics.put(
                "checkpoints_cost_percent",
                PERCENT
                        * (1
                                - Objects.requireNonNull(ratios.get("with_checkpoints_vs_without"))
                                        .median()));
        BarChart chart = bars.stream().anyMatch(bar -> Double.isNaN(bar.value()))
                ? null
                : new BarChart("Frames judged: " + provenance.machine(), "frames judged per CPU-second", true, bars);
        return new Outcome(new ResultFile(NAME, provenance, ACKNOWLEDGEMENT, metrics, ratios), chart);
    }

    private Spread ratio(String other) {
        return Spread.ofRatios(
                Objects.requireNonNull(runs.get(busbar.name())),
                Objects.requireNonNull(runs.get(other)),
                JobRun::framesPerCpuSecond);
    }
}
