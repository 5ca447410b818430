package io.busbar.benchmarks.jobs;

import io.busbar.alarm.Transition;
import io.busbar.benchmarks.cpu.CpuTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the run that is going on has done. Static, because Flink makes the operators that tell of it, in threads of its own; one run at a time, and
 * each method is called by one thread of it.
 */
final class Progress {

    private static final double NANOS = 1e9;

    private static volatile int expected;
    private static volatile double cpuAtFirst;
    private static volatile long nanosAtFirst;
    private static volatile double cpuSeconds;
    private static volatile double wallSeconds;
    private static volatile Runnable whenDone = () -> {};
    private static final List<String> TRANSITIONS = Collections.synchronizedList(new ArrayList<>());
    private static int done;

    private Progress() {}

    /** A run begins. */
    static void expect(int frames, Runnable atLastFrame) {
        expected = frames;
        done = 0;
        wallSeconds = Double.NaN;
        whenDone = atLastFrame;
        TRANSITIONS.clear();
    }

    /** The first frame is about to be read. */
    static void first() {
        cpuAtFirst = CpuTime.ofThisProcess();
        nanosAtFirst = System.nanoTime();
    }

    /** A frame has been judged. */
    static void frame() {
        if (++done == expected) {
            wallSeconds = (System.nanoTime() - nanosAtFirst) / NANOS;
            cpuSeconds = CpuTime.ofThisProcess() - cpuAtFirst;
            whenDone.run();
        }
    }

    static void transition(Transition transition) {
        TRANSITIONS.add(transition.toString());
    }

    /** @throws IllegalStateException when not every frame was judged */
    static JobRun result() {
        if (Double.isNaN(wallSeconds)) {
            throw new IllegalStateException("frames were lost: judged=" + done + ", expected " + expected);
        }
        return new JobRun(
                expected, wallSeconds, cpuSeconds, TRANSITIONS.stream().sorted().toList());
    }
}
