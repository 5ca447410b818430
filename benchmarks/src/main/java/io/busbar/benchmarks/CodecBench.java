package io.busbar.benchmarks;

import io.busbar.benchmarks.step.FrameCodecBenchmark;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code bench codec}: Busbar's frame codec beside protobuf and Jackson, from the bytes of a frame to its cell differential. Stateless. */
final class CodecBench {

    static final String NAME = "codec";

    private CodecBench() {}

    /** Measures, prints progress, and returns the figures. */
    static ResultFile run(Provenance provenance, Pace pace, PrintStream out) {
        out.println(
                "one frame (BMS with 4 points, pack with 30 cells) to its cell differential, one thread, wall-clock time:");
        out.println("  busbar    binary form: checksum, structure, all rules of the gate, view, spread in whole mV");
        out.println("  protobuf  generated classes of protobuf-java, the same spread; no checksum, no rules");
        out.println(
                "  jackson   JSON form: databind to records, spread in BigDecimal; no checksum, no rules, time left as text");
        PairedRuns runs = PairedRuns.of(
                FrameCodecBenchmark.class, List.of("busbar", "checksum", "protobuf", "jackson"), pace, out);

        Map<String, Double> metrics = new LinkedHashMap<>();
        for (String side : List.of("busbar", "protobuf", "jackson")) {
            metrics.put(side + "_ns_per_frame", runs.nanos(side));
            metrics.put(side + "_bytes_per_frame", runs.bytes(side));
        }
        metrics.put("checksum_ns_per_frame", runs.nanos("checksum"));
        Map<String, Spread> ratios = new LinkedHashMap<>();
        ratios.put("vs_protobuf", runs.ratio("protobuf"));
        ratios.put("vs_jackson", runs.ratio("jackson"));
        return new ResultFile(NAME, provenance, "nothing is acknowledged", metrics, ratios);
    }
}
