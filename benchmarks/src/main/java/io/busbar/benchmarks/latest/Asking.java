package io.busbar.benchmarks.latest;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Asks a source for devices at random over a few lines at once and holds every answer against what the device said last. The same devices in
 * the same order for every source. Confined to one thread; it starts and ends its own.
 */
public final class Asking {

    private static final int LINES = 4;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int DIGITS = 3;
    private static final long SEED = 20_260_301;

    private final List<LatestFleet.Device> devices;

    public Asking(List<LatestFleet.Device> devices) {
        this.devices = List.copyOf(devices);
    }

    /** Closed loop: each line asks as soon as it has its answer. Returns answers per second. */
    public double asFastAsItGoes(Source source, double seconds) throws Exception {
        LongAdder answers = new LongAdder();
        long nanos = (long) (seconds * 1e9);
        long begun = System.nanoTime();
        onAllLines(source, (line, number) -> {
            SplittableRandom random = new SplittableRandom(SEED + number);
            while (System.nanoTime() - begun < nanos) {
                ask(line, random);
                answers.increment();
            }
            return new Histogram(DIGITS);
        });
        return answers.sum() / ((System.nanoTime() - begun) / 1e9);
    }

    /**
     * Open loop: asks at a fixed rate, whatever comes back. Returns the times from when each question was due to the end of its answer, in
     * nanoseconds: who makes others wait has their waiting counted.
     */
    public Histogram atRate(Source source, double perSecond, double seconds) throws Exception {
        long intervalNanos = (long) (1e9 * LINES / perSecond);
        long questions = Math.max(1, (long) (perSecond * seconds) / LINES);
        long begun = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        return onAllLines(source, (line, number) -> {
            Histogram times = new Histogram(LONGEST_NANOS, DIGITS);
            SplittableRandom random = new SplittableRandom(SEED + number);
            long due = begun + number * intervalNanos / LINES;
            for (long i = 0; i < questions; i++, due += intervalNanos) {
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                ask(line, random);
                times.recordValue(Math.min(LONGEST_NANOS, System.nanoTime() - due));
            }
            return times;
        });
    }

    private void ask(Source.Line line, SplittableRandom random) throws Exception {
        LatestFleet.Device device = devices.get(random.nextInt(devices.size()));
        long sum = line.ask(device);
        if (sum != device.sum()) {
            throw new IllegalStateException("a wrong answer for " + device + ": sum=" + sum);
        }
    }

    /** What one thread does with its line. */
    private interface Work {
        Histogram on(Source.Line line, int number) throws Exception;
    }

    private static Histogram onAllLines(Source source, Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(LINES);
        List<Source.Line> lines = new ArrayList<>();
        try {
            for (int i = 0; i < LINES; i++) {
                lines.add(source.open());
            }
            List<Future<Histogram>> working = new ArrayList<>();
            for (int i = 0; i < LINES; i++) {
                int number = i;
                working.add(threads.submit(() -> work.on(lines.get(number), number)));
            }
            Histogram all = new Histogram(LONGEST_NANOS, DIGITS);
            for (Future<Histogram> one : working) {
                all.add(one.get());
            }
            return all;
        } catch (ExecutionException e) {
            throw new IllegalStateException(source.name() + ": " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
            for (Source.Line line : lines) {
                line.close();
            }
        }
    }
}
