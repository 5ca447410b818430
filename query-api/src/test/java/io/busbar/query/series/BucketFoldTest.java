package io.busbar.query.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Five-minute buckets from 0 to 900 s; times in seconds. */
final class BucketFoldTest {

    private static final long GAP_CAP_SECONDS = 120;

    private final List<String> out = new ArrayList<>();

    @Test
    void takesTheFourAggregatesOfABucket() {
        BucketFold fold = fold(0, 900, Aggregate.MIN, Aggregate.MAX, Aggregate.MEAN, Aggregate.LAST);
        add(fold, 0, 5L, 5L, 5L, 5L);
        add(fold, 60, 9L, 9L, 8L, 9L);
        add(fold, 120, 7L, 7L, 5L, 7L);
        fold.finish();
        // the mean: 5 for 60 s, 8 for 60 s, 5 for the gap cap of 120 s
        assertThat(out).containsExactly("0: 5 9 6 7");
    }

    @Test
    void splitsAHeldValueAtTheEdgeOfABucket() {
        BucketFold fold = fold(0, 900, Aggregate.MEAN);
        add(fold, 240, 10L);
        add(fold, 330, 40L);
        add(fold, 345, 0L);
        fold.finish();
        // second bucket: 10 held for 30 s, 40 for 15 s, 0 for 120 s
        assertThat(out).containsExactly("0: 10", "300: 5");
    }

    @Test
    void leavesOutBucketsWithoutARow() {
        BucketFold fold = fold(0, 900, Aggregate.MEAN, Aggregate.LAST);
        add(fold, 290, 10L, 1L);
        add(fold, 600, 20L, 2L);
        fold.finish();
        assertThat(out).containsExactly("0: 10 1", "600: 20 2");
    }

    @Test
    void keepsColumnsApart() {
        BucketFold fold = fold(0, 900, Aggregate.MEAN, Aggregate.MAX);
        add(fold, 0, 10L, null);
        add(fold, 30, null, 3L);
        add(fold, 310, null, 4L);
        fold.finish();
        assertThat(out).containsExactly("0: 10 3", "300: - 4");
    }

    @Test
    void countsRowsBeforeTheRangeOnlyAsHeld() {
        BucketFold fold = fold(330, 900, Aggregate.MEAN, Aggregate.MIN);
        add(fold, 310, 0L, 0L);
        add(fold, 340, 90L, 90L);
        fold.finish();
        // 0 from 330 to 340, 90 from 340 to 460
        assertThat(out).containsExactly("300: 83 90");
    }

    @Test
    void endsAtTheEndOfTheRange() {
        BucketFold fold = fold(0, 90, Aggregate.MEAN);
        add(fold, 0, 0L);
        add(fold, 60, 30L);
        fold.finish();
        assertThat(out).containsExactly("0: 10");
    }

    @Test
    void holdsNothingOverAnInterruption() {
        BucketFold fold = fold(0, 900, Aggregate.MEAN);
        add(fold, 0, 10L);
        fold.interrupt(30_000);
        add(fold, 60, 20L);
        fold.interrupt(90_000);
        fold.finish();
        assertThat(out).containsExactly("0: 15");
    }

    @Test
    void givesNothingWithoutRows() {
        fold(0, 900, Aggregate.MEAN).finish();
        assertThat(out).isEmpty();
    }

    private BucketFold fold(long fromSeconds, long toSeconds, Aggregate... aggregates) {
        return BucketFold.answering(
                aggregates.length,
                Bucket.FIVE_MINUTES,
                ZoneOffset.UTC,
                new BucketFold.Range(fromSeconds * 1_000, toSeconds * 1_000, GAP_CAP_SECONDS * 1_000),
                (startMillis, columns) -> keep(startMillis, columns, aggregates));
    }

    private static void add(BucketFold fold, long atSeconds, @Nullable Long... values) {
        SeriesRow row = new SeriesRow(values.length);
        row.begin(atSeconds * 1_000);
        for (int i = 0; i < values.length; i++) {
            Long value = values[i];
            if (value != null) {
                row.set(i, value);
            }
        }
        fold.add(row);
    }

    private void keep(long startMillis, BucketSummary[] columns, Aggregate... aggregates) {
        StringBuilder text = new StringBuilder().append(startMillis / 1_000).append(':');
        for (int i = 0; i < columns.length; i++) {
            text.append(' ').append(columns[i].has(aggregates[i]) ? columns[i].value(aggregates[i]) : "-");
        }
        out.add(text.toString());
    }
}
