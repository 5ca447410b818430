package io.busbar.query.series;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Has another thread write what is read meanwhile, so that a long answer takes as long as the slower of the two. It is begun, and written as far as
 * {@value #BLOCKS_BEFORE} blocks, by who reads: most answers are no longer than that. Holds no more than {@value #AHEAD} steps. What the other thread
 * runs into is thrown by the next call. Confined to the thread that reads, but for the sink, which one thread has at a time.
 *
 * <pre>
 *  database ──▶ who reads ──▶ steps ──▶ who writes ──▶ sink
 * </pre>
 */
final class WriteBehind implements SeriesSink {

    private static final int BLOCKS_BEFORE = 2;

    /** A series is three, or one more for each further block. */
    private static final int AHEAD = 16;

    private static final Step LAST = sink -> {};

    private final SeriesSink sink;
    private final Executor threads;
    private final BlockingQueue<Step> steps = new ArrayBlockingQueue<>(AHEAD);
    private @Nullable CompletableFuture<Void> writing;
    private volatile @Nullable Throwable failure;
    private int blocks;

    /** One call of the sink. */
    @FunctionalInterface
    private interface Step {
        void on(SeriesSink sink) throws IOException;
    }

    WriteBehind(SeriesSink sink, Executor threads) {
        this.sink = sink;
        this.threads = threads;
    }

    @Override
    public void begin(Head head) throws IOException {
        sink.begin(head);
    }

    @Override
    public void beginSeries(SeriesOf series) throws IOException {
        step(to -> to.beginSeries(series));
    }

    @Override
    public void rows(SeriesBlock block) throws IOException {
        if (++blocks > BLOCKS_BEFORE) {
            startWriting();
            SeriesBlock copy = block.copy();
            step(to -> to.rows(copy));
        } else {
            sink.rows(block);
        }
    }

    @Override
    public void endSeries(BigDecimal coverage, @Nullable Instant completeUntil) throws IOException {
        step(to -> to.endSeries(coverage, completeUntil));
    }

    /** Returns when all is written. */
    @Override
    public void end(Sources sources, boolean isLimited) throws IOException {
        step(to -> to.end(sources, isLimited));
        close();
        rethrow();
    }

    /** Returns when nobody writes any more. The sink is closed by who opened it. */
    @Override
    public void close() {
        CompletableFuture<Void> running = writing;
        if (running != null) {
            put(LAST);
            running.join();
            writing = null;
        }
    }

    private void startWriting() {
        if (writing == null) {
            writing = CompletableFuture.runAsync(this::write, threads);
        }
    }

    private void step(Step step) throws IOException {
        if (writing == null) {
            step.on(sink);
        } else {
            rethrow();
            put(step);
        }
    }

    /** Goes on taking steps when one has failed: who reads does not wait for ever. */
    private void write() {
        for (Step step = take(); step != LAST; step = take()) {
            if (failure == null) {
                write(step);
            }
        }
    }

    private void write(Step step) {
        try {
            step.on(sink);
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
    }

    private void rethrow() throws IOException {
        Throwable met = failure;
        if (met instanceof IOException e) {
            throw e;
        }
        if (met instanceof RuntimeException e) {
            throw e;
        }
        if (met instanceof Error e) {
            throw e;
        }
    }

    /** Waits for room as long as the sink has patience with whom it writes for. */
    private void put(Step step) {
        boolean isInterrupted = false;
        for (boolean isPut = false; !isPut; ) {
            try {
                steps.put(step);
                isPut = true;
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        keep(isInterrupted);
    }

    private Step take() {
        boolean isInterrupted = false;
        Step step = null;
        while (step == null) {
            try {
                step = steps.take();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        keep(isInterrupted);
        return step;
    }

    private static void keep(boolean isInterrupted) {
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
