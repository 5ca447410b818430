package io.busbar.benchmarks;

import io.busbar.benchmarks.step.FrameCodecBenchmark;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code bench codec}: Busbar's frame codec beside Jackson, from the bytes of a frame to its cell differential. Stateless. */
final class CodecBench {

    static final String NAME = "codec";

    private CodecBench() {}

    /** Measures, prints progress, and returns the figures. */
    static ResultFile run(Provenance provenance, Pace pace, PrintStream out) {
        out.println(
                "one frame (BMS with 4 points, pack with 30 cells) to its cell differential, one thread, wall-clock time:");
        out.println("  busbar   binary form: checksum, structure, decode, spread in whole mV");
        out.println("  jackson  JSON form: databind to records, spread in BigDecimal; no checksum, time left as text");
        PairedRuns runs = PairedRuns.of(FrameCodecBenchmark.class, "jackson", pace, out);

        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("busbar_ns_per_frame", runs.busbarNanos().median());
        metrics.put("busbar_bytes_per_frame", runs.busbarBytes().median());
        metrics.put("jackson_ns_per_frame", runs.peerNanos().median());
        metrics.put("jackson_bytes_per_frame", runs.peerBytes().median());
        return new ResultFile(NAME, provenance, "nothing is acknowledged", metrics, Map.of("vs_jackson", runs.ratio()));
    }
}
