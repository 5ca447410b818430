package io.busbar.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What one run of one JMH method measured, per frame: wall-clock time of one thread and bytes allocated. Immutable. */
record StepRun(double nanosPerFrame, double bytesPerFrame) {

    private static final String ALLOCATED_BYTES_PER_CALL = "gc.alloc.rate.norm";

    /**
     * Runs the method with the flags of this JVM.
     *
     * @throws RunFailure with all that JMH printed
     */
    static StepRun of(Class<?> benchmark, String method, Pace pace) {
        TimeValue iteration = TimeValue.milliseconds(pace.iteration().toMillis());
        Options options = new OptionsBuilder()
                .include("^\\Q" + benchmark.getName() + "." + method + "\\E$")
                .forks(pace.forks())
                .jvmArgs(
                        ManagementFactory.getRuntimeMXBean().getInputArguments().toArray(String[]::new))
                .warmupIterations(pace.warmups())
                .warmupTime(iteration)
                .measurementIterations(pace.iterations())
                .measurementTime(iteration)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .build();
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(log, true, StandardCharsets.UTF_8)) {
            RunResult result =
                    new Runner(options, OutputFormatFactory.createFormatInstance(out, VerboseMode.NORMAL)).runSingle();
            return new StepRun(
                    result.getPrimaryResult().getScore(),
                    Objects.requireNonNull(
                                    result.getSecondaryResults().get(ALLOCATED_BYTES_PER_CALL),
                                    ALLOCATED_BYTES_PER_CALL)
                            .getScore());
        } catch (RunnerException e) {
            throw new RunFailure(
                    benchmark.getSimpleName() + "." + method + " did not run:\n" + log.toString(StandardCharsets.UTF_8),
                    e);
        }
    }
}
