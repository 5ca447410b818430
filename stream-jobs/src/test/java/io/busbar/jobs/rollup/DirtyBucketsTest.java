package io.busbar.jobs.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.measure.Catalogue;
import io.busbar.topic.LoggerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Samples come while buckets are computed, in a transaction that is done a second time: it takes away what was noted of them. */
final class DirtyBucketsTest {

    private static final int BMS = 1;
    private static final long AT_MILLIS = 1_780_000_000_000L;
    private static final long LATER_NANOS = Duration.ofHours(3).toNanos();
    private static final LoggerSettings SETTINGS = new LoggerSettings("A", 300, "UTC");

    private final DirtyBuckets dirty = new DirtyBuckets(Catalogue.load(), 0);

    @Test
    void whatWasNotedIsWrittenAgainWhenTheSamplesWereThereBefore() {
        DirtyBuckets.Slice computed = beginComputing();
        Set<DirtyTable.Row> noted = dirty.over(List.of(sample(1_000)));
        dirty.stored(List.of(sample(1_000)), noted, Map.of(), LATER_NANOS);
        assertThat(dirty.unstored()).isEmpty();

        dirty.computed(computed.devices());

        assertThat(unstoredBuckets()).containsAll(fineOf(computed)).isNotEmpty();
    }

    @Test
    void whatWasNotedIsWrittenAgainWhenTheSamplesAreBeingStored() {
        DirtyBuckets.Slice computed = beginComputing();
        Set<DirtyTable.Row> noted = dirty.over(List.of(sample(1_000)));
        dirty.computed(computed.devices());

        dirty.stored(List.of(sample(1_000)), noted, Map.of(), LATER_NANOS);

        assertThat(unstoredBuckets()).containsAll(fineOf(computed)).isNotEmpty();
    }

    /** Of a device that nothing was heard of for a while. */
    private DirtyBuckets.Slice beginComputing() {
        dirty.over(List.of(sample(0)));
        dirty.stored(List.of(sample(0)), List.of(), Map.of(), 0);
        DirtyBuckets.Slice slice = dirty.take(10, 100, LATER_NANOS);
        assertThat(fineOf(slice)).isNotEmpty();
        return slice;
    }

    private Set<DirtyBucket> unstoredBuckets() {
        return dirty.unstored().stream().map(DirtyTable.Row::bucket).collect(Collectors.toSet());
    }

    private static List<DirtyBucket> fineOf(DirtyBuckets.Slice slice) {
        return slice.devices().stream().flatMap(each -> each.fine().stream()).toList();
    }

    private static StoredSample sample(long afterMillis) {
        return new StoredSample(7, BMS, AT_MILLIS + afterMillis, false, SETTINGS);
    }
}
