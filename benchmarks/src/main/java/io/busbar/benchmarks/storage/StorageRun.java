package io.busbar.benchmarks.storage;

import io.busbar.benchmarks.cpu.CpuTime;
import io.busbar.jobs.sample.FrameSamples;
import java.util.ArrayList;
import java.util.List;

/**
 * What one contender needed to store the frames once. Immutable.
 *
 * @param cpuSeconds of its server and of this JVM, which does nothing but send meanwhile; NaN when the server is elsewhere
 */
public record StorageRun(long values, double wallSeconds, double cpuSeconds, double clientCpuSeconds) {

    /** As many as the stream job's sink writes in a transaction. */
    static final int BATCH_FRAMES = 1_000;

    private static final double NANOS_PER_SECOND = 1e9;

    /** The frames in the batches that the sink makes of them. */
    public static List<List<FrameSamples>> batches(List<FrameSamples> frames) {
        List<List<FrameSamples>> batches = new ArrayList<>();
        for (int from = 0; from < frames.size(); from += BATCH_FRAMES) {
            batches.add(frames.subList(from, Math.min(frames.size(), from + BATCH_FRAMES)));
        }
        return batches;
    }

    /**
     * Empties the tables, has the frames stored and compares what is stored with what was sent.
     *
     * @throws IllegalStateException when they differ
     */
    public static StorageRun of(Contender contender, List<List<FrameSamples>> batches, Content sent) throws Exception {
        contender.clear();
        double serverBefore = contender.serverCpuSeconds();
        double clientBefore = CpuTime.ofThisProcess();
        long begun = System.nanoTime();
        contender.store(batches);
        double wallSeconds = (System.nanoTime() - begun) / NANOS_PER_SECOND;
        double client = CpuTime.ofThisProcess() - clientBefore;
        double server = contender.serverCpuSeconds() - serverBefore;
        Content stored = contender.content();
        if (!stored.equals(sent)) {
            throw new IllegalStateException(
                    contender.name() + " stored something else: sent " + sent + ", stored " + stored);
        }
        return new StorageRun(sent.values(), wallSeconds, client + server, client);
    }

    /** NaN where the processor time is not known: the server is elsewhere, or the run took less than a tick of the clock. */
    public double valuesPerCpuSecond() {
        return cpuSeconds > 0 ? values / cpuSeconds : Double.NaN;
    }
}
