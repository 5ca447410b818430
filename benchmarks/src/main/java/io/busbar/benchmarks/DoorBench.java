package io.busbar.benchmarks;

import io.busbar.benchmarks.chart.BarChart;
import io.busbar.benchmarks.door.DoorFleet;
import io.busbar.benchmarks.door.DoorLoad;
import io.busbar.benchmarks.door.DoorServer;
import io.busbar.benchmarks.door.DoorTraffic;
import io.busbar.benchmarks.door.Sync;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/**
 * {@code bench door}: frames through front doors, the same bytes over the same number of connections to all.
 *
 * <pre>
 *               ┌─ busbar      MQTT, QoS 1 ──▶ checked ──▶ journal on disk ──▶ acknowledged
 *               ├─ busbar_tcp  own protocol, batches ──▶ the same
 *  loggers on ──┼─ mosquitto   MQTT, QoS 1 ──▶ memory ──▶ acknowledged
 *  sockets      └─ moquette    MQTT, QoS 1 ──▶ memory ──▶ acknowledged
 * </pre>
 *
 * Counted is the processor time of the server. All take turns, forwards and backwards. Then Busbar's door is asked at a quarter, half and three
 * quarters of what it took, in an open loop; times count from when a frame was due. Confined to one thread.
 */
final class DoorBench {

    static final String NAME = "door";

    private static final String BUSBAR = "busbar";
    private static final String BUSBAR_TCP = "busbar_tcp";
    private static final int WINDOW = 16;
    private static final List<Integer> PERCENTS = List.of(25, 50, 75);
    private static final double NANOS_PER_MICRO = 1_000;
    private static final String ACKNOWLEDGEMENT =
            "busbar: checked and on disk (fdatasync of a group of frames); mosquitto, moquette: in memory, lost with the process";

    private final DoorPace pace;
    private final PrintStream out;
    private final DoorTraffic traffic;
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private final Map<String, List<DoorLoad.Result>> runs = new LinkedHashMap<>();

    private DoorBench(DoorPace pace, PrintStream out) {
        this.pace = pace;
        this.out = out;
        this.traffic = new DoorTraffic(
                new DoorFleet(pace.connections()),
                new DoorLoad(pace.connections(), pace.warmSeconds(), pace.seconds()),
                WINDOW);
    }

    /**
     * Measures, prints progress, and returns the figures.
     *
     * @param folder an empty one, on the disk that is measured
     * @param moquette the folder with Moquette's libraries
     */
    static Outcome run(Provenance provenance, DoorPace pace, Path folder, Path moquette, PrintStream out)
            throws IOException {
        if (!DoorServer.hasMosquitto()) {
            throw new IOException("there is no Mosquitto: install it (Debian: apt-get install mosquitto)");
        }
        return new DoorBench(pace, out).run(provenance, folder, moquette);
    }

    private Outcome run(Provenance provenance, Path folder, Path moquette) throws IOException {
        Histogram syncs = Sync.measure(folder, pace.syncs());
        metrics.put("fdatasync_p50_micros", micros(syncs, 50));
        metrics.put("fdatasync_p99_micros", micros(syncs, 99));
        metrics.put("frame_bytes", traffic.meanFrameBytes());
        double ceiling = traffic.ceiling();
        metrics.put("generator_frames_per_second", ceiling);
        out.printf(
                Locale.ROOT,
                "%d connections, %d messages of each under way, frames of %.0f bytes; fdatasync p99 %.0f µs; the generator alone %,.0f frames/s%n",
                pace.connections(),
                WINDOW,
                traffic.meanFrameBytes(),
                micros(syncs, 99),
                ceiling);
        try (DoorServer busbar = DoorServer.busbar(folder.resolve(BUSBAR), pace.connections());
                DoorServer mosquitto = DoorServer.mosquitto(folder.resolve("mosquitto"));
                DoorServer other = DoorServer.moquette(folder.resolve("moquette"), moquette)) {
            List<DoorServer> doors = new ArrayList<>(List.of(busbar, mosquitto, other));
            doors.forEach(door -> out.println(door.name() + ": " + door.description()));
            takeTurns(doors);
            measureLatency(busbar);
        }
        return outcome(provenance);
    }

    private void takeTurns(List<DoorServer> doors) throws IOException {
        for (int i = 1; i <= pace.warmups(); i++) {
            turn("warm-up " + i + " of " + pace.warmups(), doors);
        }
        for (int pair = 1; pair <= pace.pairs(); pair++) {
            turn("pair " + pair + " of " + pace.pairs(), doors)
                    .forEach((name, run) -> runs.computeIfAbsent(name, first -> new ArrayList<>())
                            .add(run));
            Collections.reverse(doors);
        }
    }

    private Map<String, DoorLoad.Result> turn(String title, List<DoorServer> doors) throws IOException {
        Map<String, DoorLoad.Result> results = new LinkedHashMap<>();
        for (DoorServer door : doors) {
            results.put(door.name(), print(title, door.name(), traffic.saturate(door)));
            if (door.tcpPort() > 0) {
                results.put(BUSBAR_TCP, print(title, BUSBAR_TCP, traffic.saturateTcp(door)));
            }
        }
        return results;
    }

    private DoorLoad.Result print(String turn, String name, DoorLoad.Result run) {
        out.printf(
                Locale.ROOT,
                "%-14s  %-10s %,11.0f frames per CPU-second  %,9.0f frames/s  acknowledged p50 %,8.0f µs  p99 %,8.0f µs%n",
                turn,
                name,
                run.framesPerCpuSecond(),
                run.framesPerSecond(),
                micros(run.nanos(), 50),
                micros(run.nanos(), 99));
        return run;
    }

    private void measureLatency(DoorServer busbar) throws IOException {
        double most = Spread.of(of(BUSBAR), DoorLoad.Result::framesPerSecond).median();
        for (int percent : PERCENTS) {
            double perSecond = most * percent / 100;
            DoorLoad.Result run = traffic.atRate(busbar, perSecond);
            metrics.put("busbar_ack_p50_micros_at_" + percent + "_percent", micros(run.nanos(), 50));
            metrics.put("busbar_ack_p99_micros_at_" + percent + "_percent", micros(run.nanos(), 99));
            out.printf(
                    Locale.ROOT,
                    "open loop    busbar     %,9.0f frames/s (%d %%)  acknowledged p50 %,8.0f µs  p99 %,8.0f µs%n",
                    perSecond,
                    percent,
                    micros(run.nanos(), 50),
                    micros(run.nanos(), 99));
        }
    }

    private Outcome outcome(Provenance provenance) {
        List<BarChart.Bar> bars = new ArrayList<>();
        runs.forEach((name, measured) -> {
            Spread spread = Spread.of(measured, DoorLoad.Result::framesPerCpuSecond);
            metrics.put(name + "_messages_per_cpu_second", spread.median());
            metrics.put(
                    name + "_messages_per_second",
                    Spread.of(measured, DoorLoad.Result::framesPerSecond).median());
            bars.add(new BarChart.Bar(name, spread.median(), spread.min(), spread.max(), name.startsWith(BUSBAR)));
        });
        Map<String, Spread> ratios = new LinkedHashMap<>();
        ratios.put("vs_mosquitto", ratio(BUSBAR, "mosquitto"));
        ratios.put("vs_moquette", ratio(BUSBAR, "moquette"));
        ratios.put("tcp_vs_mosquitto", ratio(BUSBAR_TCP, "mosquitto"));
        boolean isMeasured = bars.stream().noneMatch(bar -> Double.isNaN(bar.value()));
        BarChart chart = isMeasured
                ? new BarChart(
                        "Front doors, MQTT QoS 1 and Busbar's TCP: " + provenance.machine(),
                        "messages acknowledged per CPU-second of the server; busbar's are on disk",
                        false,
                        bars)
                : null;
        return new Outcome(new ResultFile(NAME, provenance, ACKNOWLEDGEMENT, metrics, ratios), chart);
    }

    /** How many times the peer's frames per CPU-second ours takes, pair by pair. */
    private Spread ratio(String ours, String peer) {
        return Spread.ofRatios(of(ours), of(peer), DoorLoad.Result::framesPerCpuSecond);
    }

    private List<DoorLoad.Result> of(String name) {
        return Objects.requireNonNull(runs.get(name));
    }

    private static double micros(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }
}
