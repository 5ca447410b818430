package io.busbar.query.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WriteBehindTest {

    private static final int BLOCKS = 50;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Written written = new Written();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void writesAllInOrder() throws Exception {
        try (WriteBehind behind = new WriteBehind(written, threads)) {
            behind.begin(head());
            give(behind, BLOCKS);
            behind.end(Sources.NONE, false);
        }
        assertThat(written.times)
                .containsExactlyElementsOf(LongStream.range(0, BLOCKS).boxed().toList());
        assertThat(written.isEnded).isTrue();
        assertThat(written.threads).hasSize(2);
    }

    @Test
    void writesAShortAnswerOnTheThreadThatReads() throws Exception {
        try (WriteBehind behind = new WriteBehind(written, threads)) {
            behind.begin(head());
            give(behind, 2);
            behind.end(Sources.NONE, false);
        }
        assertThat(written.times).containsExactly(0L, 1L);
        assertThat(written.threads).containsExactly(Thread.currentThread());
    }

    @Test
    void throwsWhatTheWriterRanInto() throws Exception {
        written.failsAt = 10;
        try (WriteBehind behind = new WriteBehind(written, threads)) {
            behind.begin(head());
            assertThatThrownBy(() -> {
                        give(behind, BLOCKS);
                        behind.end(Sources.NONE, false);
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessage("the client has gone");
        }
        assertThat(written.times).hasSize(10);
        assertThat(written.isEnded).isFalse();
    }

    @Test
    void throwsWhatTheLastBlockRanInto() throws Exception {
        written.failsAt = BLOCKS - 1;
        try (WriteBehind behind = new WriteBehind(written, threads)) {
            behind.begin(head());
            assertThatThrownBy(() -> {
                        give(behind, BLOCKS);
                        behind.end(Sources.NONE, false);
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    /** The one who reads is not ahead by more than some blocks, and nothing is written once it has given up. */
    @Test
    void readsNoFurtherThanTheWriterComes() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        written.waitsFor = release;
        WriteBehind behind = new WriteBehind(written, threads);
        behind.begin(head());
        var reading = threads.submit(() -> {
            give(behind, BLOCKS);
            behind.close();
            return true;
        });
        assertThat(written.isWaiting.await(10, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> reading.get(100, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        assertThat(written.times).hasSizeLessThan(BLOCKS);
        release.countDown();
        assertThat(reading.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(written.isEnded).isFalse();
    }

    private static SeriesSink.Head head() {
        return new SeriesSink.Head(ZoneOffset.UTC, Bucket.RAW, null, List.of());
    }

    /** The block is used again, as those of answers are. */
    private static void give(WriteBehind behind, int blocks) throws IOException {
        SeriesBlock block = new SeriesBlock(1, 4);
        for (int i = 0; i < blocks; i++) {
            block.add(i);
            block.set(0, i);
            behind.rows(block);
            block.clear();
        }
    }

    /** What the sink was given. */
    private static final class Written implements SeriesSink {

        private final List<Long> times = new ArrayList<>();
        private final Set<Thread> threads = new HashSet<>();
        private final CountDownLatch isWaiting = new CountDownLatch(1);
        private @Nullable CountDownLatch waitsFor;
        private int failsAt = Integer.MAX_VALUE;
        private boolean isEnded;

        @Override
        public void begin(Head head) {
            // nothing to keep
        }

        @Override
        public void beginSeries(SeriesOf series) {
            // nothing to keep
        }

        @Override
        public void rows(SeriesBlock block) throws IOException {
            threads.add(Thread.currentThread());
            if (times.size() == failsAt) {
                throw new IOException("the client has gone");
            }
            if (waitsFor != null && times.size() >= 4) {
                isWaiting.countDown();
                try {
                    waitsFor.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            assertThat(block.value(0, 0)).isEqualTo(block.timeMillis(0));
            times.add(block.timeMillis(0));
        }

        @Override
        public void endSeries(BigDecimal coverage, @Nullable Instant completeUntil) {
            // nothing to keep
        }

        @Override
        public void end(Sources sources, boolean isLimited) {
            isEnded = true;
        }
    }
}
