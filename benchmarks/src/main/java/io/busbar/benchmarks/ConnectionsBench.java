package io.busbar.benchmarks;

import io.busbar.benchmarks.door.DoorFleet;
import io.busbar.benchmarks.door.DoorLoad;
import io.busbar.benchmarks.door.DoorMemory;
import io.busbar.benchmarks.door.DoorServer;
import io.busbar.benchmarks.door.DoorTraffic;
import io.busbar.benchmarks.door.IdleLoggers;
import io.busbar.benchmarks.door.Sync;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * {@code bench connections}: one front door with as many loggers as a town has, nearly all of which say nothing.
 *
 * <pre>
 *  127.0.0.2 … 127.0.0.6 ── 50,000 loggers, logged in, silent ──┐
 *                                                               ├─▶ door, a process of its own
 *  127.0.0.1 ── a few loggers, a steady stream of frames ───────┘
 * </pre>
 *
 * The stream runs before the silent ones come and again while they are there; times count from when a frame was due. Memory is counted before
 * and with them, after a full garbage collection. Confined to one thread.
 */
final class ConnectionsBench {

    static final String NAME = "connections";

    /** The registry of all loggers is in it too. */
    private static final int HEAP_MEBIBYTES = 1_024;

    private static final double NANOS_PER_MICRO = 1_000;
    private static final double NANOS = 1e9;
    private static final String ACKNOWLEDGEMENT =
            "checked and on disk (fdatasync of a group of frames); memory after a full garbage collection, without the kernel's socket buffers";

    private final ConnectionsPace pace;
    private final PrintStream out;
    private final Map<String, Double> metrics = new LinkedHashMap<>();

    private ConnectionsBench(ConnectionsPace pace, PrintStream out) {
        this.pace = pace;
        this.out = out;
    }

    /**
     * Measures, prints progress, and returns the figures.
     *
     * @param folder an empty one, on the disk that is measured
     */
    static Outcome run(Provenance provenance, ConnectionsPace pace, Path folder, PrintStream out) throws IOException {
        return new ConnectionsBench(pace, out).run(provenance, folder);
    }

    private Outcome run(Provenance provenance, Path folder) throws IOException {
        int idle = OpenFiles.connections(pace.idle(), out);
        Histogram syncs = Sync.measure(folder, pace.syncs());
        metrics.put("connections", (double) idle);
        metrics.put("open_files_allowed", (double) OpenFiles.allowed());
        metrics.put("fdatasync_p50_micros", micros(syncs, 50));
        metrics.put("fdatasync_p99_micros", micros(syncs, 99));
        metrics.put("frames_per_second", pace.framesPerSecond());
        DoorTraffic traffic = new DoorTraffic(
                new DoorFleet(pace.sending()), new DoorLoad(pace.sending(), pace.warmSeconds(), pace.seconds()), 1);
        try (DoorServer door = DoorServer.busbar(folder, pace.sending() + idle, HEAP_MEBIBYTES)) {
            acknowledgements("alone", traffic.atRate(door, pace.framesPerSecond()));
            DoorMemory before = DoorMemory.of(door);
            try (IdleLoggers loggers = logIn(door, idle)) {
                memory(idle, before, DoorMemory.of(door));
                acknowledgements("with_idle", traffic.atRate(door, pace.framesPerSecond()));
                int connected = loggers.connected();
                if (connected != idle) {
                    throw new IOException(
                            "the door closed idle connections: " + connected + " of " + idle + " are left");
                }
            }
        }
        return new Outcome(new ResultFile(NAME, provenance, ACKNOWLEDGEMENT, metrics, Map.of()), null);
    }

    private IdleLoggers logIn(DoorServer door, int idle) throws IOException {
        double cpuBefore = door.cpuSeconds();
        long begun = System.nanoTime();
        IdleLoggers loggers = IdleLoggers.logIn(
                door, pace.sending(), idle, done -> out.printf(Locale.ROOT, "%,d of %,d logged in%n", done, idle));
        double seconds = (System.nanoTime() - begun) / NANOS;
        double cpuSeconds = door.cpuSeconds() - cpuBefore;
        metrics.put("log_ins_per_second", idle / seconds);
        metrics.put("log_ins_per_cpu_second", cpuSeconds > 0 ? idle / cpuSeconds : Double.NaN);
        out.printf(Locale.ROOT, "%,d logged in, %,.0f a second%n", idle, idle / seconds);
        return loggers;
    }

    private void memory(int idle, DoorMemory before, DoorMemory with) {
        double heapBytes = (double) (with.heapBytes() - before.heapBytes()) / idle;
        double residentBytes = (double) (with.residentBytes() - before.residentBytes()) / idle;
        metrics.put("heap_bytes_per_connection", heapBytes);
        metrics.put("process_bytes_per_connection", residentBytes);
        metrics.put("heap_bytes_before", (double) before.heapBytes());
        metrics.put("process_bytes_before", (double) before.residentBytes());
        out.printf(
                Locale.ROOT,
                "a connection takes %,.0f bytes of heap, %,.0f of the process%n",
                heapBytes,
                residentBytes);
    }

    private void acknowledgements(String when, DoorLoad.Result run) {
        metrics.put("ack_p50_micros_" + when, micros(run.nanos(), 50));
        metrics.put("ack_p99_micros_" + when, micros(run.nanos(), 99));
        out.printf(
                Locale.ROOT,
                "%-9s  %,.0f frames/s  acknowledged p50 %,.0f µs  p99 %,.0f µs%n",
                when,
                run.framesPerSecond(),
                micros(run.nanos(), 50),
                micros(run.nanos(), 99));
    }

    private static double micros(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }
}
