package io.busbar.query.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.query.access.VisibleDevice.Interval;
import io.busbar.query.series.DeviceHistory.Span;
import io.busbar.rollup.BucketLevel;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class RolledPlanTest {

    private static final List<BucketLevel> HOURS = List.of(BucketLevel.ONE_HOUR, BucketLevel.FIVE_MINUTES);
    private static final Interval EVER = new Interval(Instant.MIN, Instant.MAX);

    @Test
    void takesTheWidestBucketsThatFitAndRowsAtTheEdges() {
        assertThat(stretches("00:02", "03:17", "24:00", EVER))
                .containsExactly(
                        "rows 00:02 00:05", "5m 00:05 01:00", "1h 01:00 03:00", "5m 03:00 03:15", "rows 03:15 03:17");
    }

    @Test
    void readsRowsOfWhatIsNotComputedOrToBeComputedAgain() {
        assertThat(stretches("00:00", "04:00", "02:30", EVER, "01:20"))
                .containsExactly(
                        "1h 00:00 01:00", "5m 01:00 01:20", "rows 01:20 01:25", "5m 01:25 02:30", "rows 02:30 04:00");
        assertThat(new RolledPlan(HOURS, ZoneOffset.UTC, Long.MIN_VALUE, new TreeSet<>(), 0)
                        .stretches(span("00:00", "04:00", EVER)))
                .hasSize(1);
    }

    @Test
    void takesNoBucketNearAChangeOfOwner() {
        assertThat(stretches("00:00", "02:00", "24:00", new Interval(at("00:01"), Instant.MAX)))
                .containsExactly("rows 00:01 00:15", "5m 00:15 01:00", "1h 01:00 02:00");
        assertThat(stretches("00:00", "02:00", "24:00", new Interval(Instant.MIN, at("01:30"))))
                .containsExactly("1h 00:00 01:00", "5m 01:00 01:15", "rows 01:15 01:30");
    }

    /** With a gap cap of 12 minutes. */
    private static List<String> stretches(
            String from, String to, String computedUntil, Interval owned, String... dirty) {
        TreeSet<Long> starts = new TreeSet<>();
        for (String start : dirty) {
            starts.add(at(start).toEpochMilli());
        }
        RolledPlan plan =
                new RolledPlan(HOURS, ZoneOffset.UTC, at(computedUntil).toEpochMilli(), starts, 720_000);
        return plan.stretches(span(from, to, owned)).stream()
                .map(stretch ->
                        (stretch.level() == null ? "rows" : stretch.level().word())
                                + ' '
                                + time(stretch.fromMillis())
                                + ' '
                                + time(stretch.toMillis()))
                .toList();
    }

    private static Span span(String from, String to, Interval owned) {
        Instant begin = owned.from().isAfter(at(from)) ? owned.from() : at(from);
        Instant end = owned.to().isBefore(at(to)) ? owned.to() : at(to);
        return new Span(new Interval(begin, end), owned);
    }

    private static Instant at(String time) {
        return time.equals("24:00")
                ? Instant.parse("2026-03-02T00:00:00Z")
                : Instant.parse("2026-03-01T" + time + ":00Z");
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString().substring(11, 16);
    }
}
