package io.busbar.jobs.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LoggerMemoryTest {

    private final LoggerMemory memory = new LoggerMemory();

    @Test
    void recognisesAFrameByTimeAndPrecedence() {
        assertThat(memory.isRepeat(1000, 7, 8)).isFalse();
        assertThat(memory.isRepeat(1000, 7, 8)).isTrue();
        assertThat(memory.isRepeat(1001, 7, 8)).isFalse();
        assertThat(memory.isRepeat(1000, 6, 8)).isFalse();
        assertThat(memory.isRepeat(1000, 7, 9)).isFalse();
    }

    @Test
    void takesNoFrameForARepeatWhenItHasSeenNone() {
        assertThat(memory.isRepeat(0, 0, 0)).isFalse();
    }

    @Test
    void remembersExactlyTheLastFrames() {
        int frames = 5 * LoggerMemory.RECENT_FRAMES + 3;
        for (int i = 0; i < frames; i++) {
            assertThat(memory.isRepeat(i, 0, 0)).isFalse();
        }
        int oldestKept = frames - LoggerMemory.RECENT_FRAMES;
        for (int i = oldestKept; i < frames; i++) {
            assertThat(memory.isRepeat(i, 0, 0)).as("frame %d", i).isTrue();
        }
        assertThat(memory.isRepeat(oldestKept - 1, 0, 0)).isFalse();
    }

    @Test
    void fixesTheBeginningOfABootByItsFirstFrame() {
        assertThat(memory.bootedAtMillis(5, 100_000, 2_000)).isEqualTo(98_000);
        assertThat(memory.bootedAtMillis(5, 900_000, 2_000)).isEqualTo(98_000);
        assertThat(memory.bootedAtMillis(6, 900_000, 1_000)).isEqualTo(899_000);
        assertThat(memory.bootedAtMillis(5, 950_000, 60_000)).isEqualTo(98_000);
    }

    @Test
    void remembersExactlyTheLastBoots() {
        int boots = 4 * LoggerMemory.RECENT_BOOTS + 3;
        for (int i = 0; i < boots; i++) {
            memory.bootedAtMillis(i, 1_000L * i, 0);
        }
        int oldestKept = boots - LoggerMemory.RECENT_BOOTS;
        for (int i = oldestKept; i < boots; i++) {
            assertThat(memory.bootedAtMillis(i, 0, 0)).isEqualTo(1_000L * i);
        }
        assertThat(memory.bootedAtMillis(oldestKept - 1, 77, 0)).isEqualTo(77);
    }
}
