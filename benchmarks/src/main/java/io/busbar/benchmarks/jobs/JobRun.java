package io.busbar.benchmarks.jobs;

import java.util.List;

/**
 * What one run took, from its first frame to its last. Immutable.
 *
 * @param cpuSeconds of this process
 * @param transitions everything that happened to alarms, in an order that is the same for everybody
 */
public record JobRun(int frames, double wallSeconds, double cpuSeconds, List<String> transitions) {

    public JobRun {
        transitions = List.copyOf(transitions);
    }

    /** NaN when the run took less than a tick of the processor's clock. */
    public double framesPerCpuSecond() {
        return cpuSeconds > 0 ? frames / cpuSeconds : Double.NaN;
    }
}
