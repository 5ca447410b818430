package io.busbar.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChunkIntervalTest {

    private static final long ROOM = 64L << 20;

    @ParameterizedTest
    @CsvSource({
        // MB a day, hours
        "1, 192",
        "8, 192",
        "9, 96",
        "60, 24",
        "65, 8",
        "128, 8",
        "500, 2",
        "1500, 1",
        "100000, 1"
    })
    void fillsTheRoomButNotMore(long megabytesPerDay, long hours) {
        assertThat(ChunkInterval.first(load((double) (megabytesPerDay << 20)))).isEqualTo(Duration.ofHours(hours));
    }

    @Test
    void keepsWhatItHasUntilSomethingIsMeasured() {
        assertThat(ChunkInterval.first(load(0))).isEqualTo(Duration.ofDays(1));
        assertThat(ChunkInterval.next(Duration.ofHours(2), load(0))).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void followsARateThatGrowsAndOneThatFalls() {
        assertThat(ChunkInterval.next(Duration.ofDays(1), load(500L << 20))).isEqualTo(Duration.ofHours(2));
        assertThat(ChunkInterval.next(Duration.ofHours(2), load(5L << 20))).isEqualTo(Duration.ofDays(8));
    }

    /** A fifth up or down of a rate at the very edge. */
    @ParameterizedTest
    @CsvSource({"1.0", "0.8", "1.2"})
    void staysWhenARateWaversAtAnEdge(double wavering) {
        for (Duration current : ChunkInterval.STEPS) {
            double edge = (double) ROOM * Duration.ofDays(1).toSeconds() / current.toSeconds();
            assertThat(ChunkInterval.next(current, load(edge * wavering))).isEqualTo(current);
        }
    }

    /** Whatever the load, a second look at it changes nothing. */
    @Test
    void settlesAtOnce() {
        Random random = new Random(20260321);
        for (int i = 0; i < 10_000; i++) {
            ChunkLoad load = new ChunkLoad(
                    Math.exp(random.nextDouble() * 30), random.nextInt(100_000), ROOM, random.nextBoolean());
            Duration before = ChunkInterval.STEPS.get(random.nextInt(ChunkInterval.STEPS.size()));
            Duration after = ChunkInterval.next(before, load);
            assertThat(ChunkInterval.next(after, load))
                    .as("%s from %s", load, before)
                    .isEqualTo(after);
            assertThat(ChunkInterval.STEPS).contains(after);
        }
    }

    @Test
    void givesManyDevicesOfAColumnstoreLongerChunksButNotAnyLength() {
        double bytesPerDay = 1L << 30;
        assertThat(ChunkInterval.first(new ChunkLoad(bytesPerDay, 100, ROOM, true)))
                .isEqualTo(ChunkInterval.first(new ChunkLoad(bytesPerDay, 100, ROOM, false)))
                .isEqualTo(Duration.ofHours(1));
        assertThat(ChunkInterval.first(new ChunkLoad(bytesPerDay, 6_000, ROOM, true)))
                .isEqualTo(Duration.ofHours(4));
        assertThat(ChunkInterval.first(new ChunkLoad(bytesPerDay, 1_000_000, ROOM, true)))
                .isEqualTo(Duration.ofHours(4));
    }

    @Test
    void hasStepsThatDivideOneAnother() {
        List<Duration> steps = ChunkInterval.STEPS;
        for (int i = 1; i < steps.size(); i++) {
            assertThat(steps.get(i).toSeconds() % steps.get(i - 1).toSeconds())
                    .as("%s by %s", steps.get(i), steps.get(i - 1))
                    .isZero();
        }
    }

    private static ChunkLoad load(double bytesPerDay) {
        return new ChunkLoad(bytesPerDay, 40, ROOM, false);
    }
}
