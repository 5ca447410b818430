package io.busbar.query.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.query.access.VisibleDevice.Interval;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class IntervalTest {

    private static final Instant NOON = Instant.parse("2026-03-08T12:00:00Z");

    @Test
    void joinsWhatOverlapsOrTouches() {
        assertThat(Interval.joined(Stream.of(minutes(30, 40), minutes(0, 10), minutes(5, 20), minutes(40, 45))))
                .containsExactly(minutes(0, 20), minutes(30, 45));
        assertThat(Interval.joined(Stream.of(minutes(0, 30), minutes(10, 20)))).containsExactly(minutes(0, 30));
    }

    @Test
    void joinsWhatHasNoEnd() {
        Interval before = new Interval(Instant.MIN, NOON);
        Interval after = new Interval(NOON, Instant.MAX);
        assertThat(Interval.joined(Stream.of(after, before))).containsExactly(new Interval(Instant.MIN, Instant.MAX));
        assertThat(Interval.joined(Stream.of())).isEmpty();
    }

    private static Interval minutes(long from, long to) {
        return new Interval(NOON.plusSeconds(60 * from), NOON.plusSeconds(60 * to));
    }
}
