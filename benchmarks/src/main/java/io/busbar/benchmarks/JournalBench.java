package io.busbar.benchmarks;

import io.busbar.benchmarks.chart.BarChart;
import io.busbar.benchmarks.door.Sync;
import io.busbar.benchmarks.journal.BusbarJournal;
import io.busbar.benchmarks.journal.ClosedLoop;
import io.busbar.benchmarks.journal.DurableLog;
import io.busbar.benchmarks.journal.KafkaBroker;
import io.busbar.benchmarks.journal.KafkaLog;
import io.busbar.benchmarks.journal.Records;
import io.busbar.benchmarks.journal.StoredRecords;
import io.busbar.benchmarks.journal.SyncedFile;
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
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * {@code bench journal}: the same records, each on disk before it counts.
 *
 * <pre>
 *                     ┌─ busbar           journal in this process, one sync for a group
 *  records, 1,024 ────┼─ kafka            producer ──▶ broker, a process of its own, one sync for a batch
 *  of them under way  └─ fsync_per_frame  file in this process, one sync for each, so one under way
 * </pre>
 *
 * All take turns, forwards and backwards. After each run everything that was acknowledged is read back. Confined to one thread.
 */
final class JournalBench {

    static final String NAME = "journal";

    private static final String BUSBAR = "busbar";
    private static final String KAFKA = "kafka";
    private static final String FSYNC_PER_FRAME = "fsync_per_frame";
    private static final double NANOS_PER_MICRO = 1_000;
    private static final String ACKNOWLEDGEMENT =
            "all: on disk, fdatasync of a group (busbar), of a batch (kafka, flush.messages=1, acks=all), of each record (fsync_per_frame)."
                    + " vs_kafka: per CPU-second of all that takes part, broker and producer of Kafka; vs_kafka_broker_alone leaves the producer"
                    + " out and nothing of busbar's. vs_kafka_per_second, vs_fsync_per_frame: durable records per second";

    private final JournalPace pace;
    private final PrintStream out;
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private final Map<String, List<ClosedLoop.Result>> runs = new LinkedHashMap<>();

    private JournalBench(JournalPace pace, PrintStream out) {
        this.pace = pace;
        this.out = out;
    }

    private interface Opening {
        DurableLog open(Path folder) throws IOException;
    }

    private record Peer(String name, Opening opening) {}

    /**
     * Measures, prints progress, and returns the figures.
     *
     * @param folder an empty one, on the disk that is measured
     */
    static Outcome run(Provenance provenance, JournalPace pace, Path folder, PrintStream out) throws IOException {
        return new JournalBench(pace, out).run(provenance, folder);
    }

    private Outcome run(Provenance provenance, Path folder) throws IOException {
        Histogram syncs = Sync.measure(folder, pace.syncs());
        metrics.put("fdatasync_p50_micros", micros(syncs, 50));
        metrics.put("fdatasync_p99_micros", micros(syncs, 99));
        metrics.put("record_bytes", (double) Records.BYTES);
        metrics.put("records_under_way", (double) pace.underWay());
        out.printf(
                Locale.ROOT,
                "records of %d bytes, %,d under way; fdatasync p50 %.0f µs, p99 %.0f µs%n",
                Records.BYTES,
                pace.underWay(),
                micros(syncs, 50),
                micros(syncs, 99));
        try (KafkaBroker broker = KafkaBroker.start(folder.resolve(KAFKA))) {
            List<Peer> peers = new ArrayList<>(List.of(
                    new Peer(BUSBAR, BusbarJournal::open),
                    new Peer(
                            KAFKA,
                            run -> KafkaLog.open(broker, run.getFileName().toString())),
                    new Peer(FSYNC_PER_FRAME, SyncedFile::open)));
            for (Peer peer : peers) {
                // Not counted: a Java program that has run for some seconds only is measured while it is compiled.
                measure(peer, folder.resolve(peer.name() + "-warm"));
            }
            for (int pair = 1; pair <= pace.pairs(); pair++) {
                for (Peer peer : peers) {
                    take(pair, peer.name(), measure(peer, folder.resolve(peer.name() + "-" + pair)));
                }
                Collections.reverse(peers);
            }
        }
        return outcome(provenance);
    }

    private ClosedLoop.Result measure(Peer peer, Path folder) throws IOException {
        try (BenchFolder own = new BenchFolder(folder)) {
            DurableLog log = peer.opening().open(own.path());
            ClosedLoop.Result run;
            try (log) {
                run = ClosedLoop.run(log, pace.underWay(), pace.warmSeconds(), pace.seconds());
            }
            StoredRecords stored = new StoredRecords();
            log.readBack(stored);
            if (stored.count() < run.acknowledged()) {
                throw new IOException(peer.name() + " lost records: acknowledged=" + run.acknowledged() + ", stored="
                        + stored.count());
            }
            return run;
        }
    }

    private void take(int pair, String name, ClosedLoop.Result run) {
        runs.computeIfAbsent(name, first -> new ArrayList<>()).add(run);
        out.printf(
                Locale.ROOT,
                "pair %d of %d  %-15s %,11.0f durable records per CPU-second  %,9.0f records/s  durable p50 %,8.0f µs  p99 %,8.0f µs%n",
                pair,
                pace.pairs(),
                name,
                run.recordsPerCpuSecond(),
                run.recordsPerSecond(),
                micros(run.nanos(), 50),
                micros(run.nanos(), 99));
    }

    private Outcome outcome(Provenance provenance) {
        List<BarChart.Bar> bars = new ArrayList<>();
        runs.forEach((name, measured) -> {
            Spread perSecond = Spread.of(measured, ClosedLoop.Result::recordsPerSecond);
            metrics.put(name + "_records_per_second", perSecond.median());
            metrics.put(name + "_records_per_cpu_second", median(measured, ClosedLoop.Result::recordsPerCpuSecond));
            metrics.put(name + "_durable_p50_micros", median(measured, run -> micros(run.nanos(), 50)));
            metrics.put(name + "_durable_p99_micros", median(measured, run -> micros(run.nanos(), 99)));
            bars.add(new BarChart.Bar(name, perSecond.median(), perSecond.min(), perSecond.max(), name.equals(BUSBAR)));
        });
        metrics.put(
                "kafka_records_per_cpu_second_of_broker",
                median(of(KAFKA), ClosedLoop.Result::recordsPerServerCpuSecond));
        Map<String, Spread> ratios = new LinkedHashMap<>();
        ratios.put("vs_kafka", ratio(KAFKA, ClosedLoop.Result::recordsPerCpuSecond));
        ratios.put("vs_kafka_broker_alone", ratio(KAFKA, ClosedLoop.Result::recordsPerServerCpuSecond));
        ratios.put("vs_kafka_per_second", ratio(KAFKA, ClosedLoop.Result::recordsPerSecond));
        ratios.put("vs_fsync_per_frame", ratio(FSYNC_PER_FRAME, ClosedLoop.Result::recordsPerSecond));
        ratios.put("vs_fsync_per_frame_per_cpu_second", ratio(FSYNC_PER_FRAME, ClosedLoop.Result::recordsPerCpuSecond));
        BarChart chart = new BarChart(
                "Records of " + Records.BYTES + " bytes on disk: " + provenance.machine(),
                "durable records per second, " + pace.underWay() + " under way",
                true,
                bars);
        return new Outcome(new ResultFile(NAME, provenance, ACKNOWLEDGEMENT, metrics, ratios), chart);
    }

    private Spread ratio(String peer, ToDoubleFunction<ClosedLoop.Result> figure) {
        return Spread.ofRatios(of(BUSBAR), of(peer), figure);
    }

    private static double median(List<ClosedLoop.Result> measured, ToDoubleFunction<ClosedLoop.Result> figure) {
        return Spread.of(measured, figure).median();
    }

    private List<ClosedLoop.Result> of(String name) {
        return Objects.requireNonNull(runs.get(name));
    }

    private static double micros(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }
}
