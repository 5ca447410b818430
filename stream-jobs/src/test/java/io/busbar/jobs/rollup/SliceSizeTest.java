package io.busbar.jobs.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SliceSizeTest {

    private final SliceSize size = new SliceSize();

    @Test
    void findsHowManyBucketsTakeTheTime() {
        run(50_000, 30);
        assertThat(size.buckets()).isBetween(390, 400);

        run(5_000_000, 1);
        assertThat(size.buckets()).as("at once").isEqualTo(4);

        run(50_000, 30);
        assertThat(size.buckets()).isBetween(390, 400);
    }

    @Test
    void computesSomethingHoweverLongItTakesAndNeverTooMuchAtOnce() {
        run(3_000_000_000L, 5);
        assertThat(size.buckets()).isEqualTo(1);

        run(1, 40);
        assertThat(size.buckets()).isEqualTo(SliceSize.MOST);
    }

    @Test
    void staysWhatItIsWhenThereIsLittleToDo() {
        int before = size.buckets();

        size.took(1, 1_000);
        size.took(0, 10);

        assertThat(size.buckets()).isEqualTo(before);
    }

    /** Full slices of buckets that take this long each. */
    private void run(long nanosOfBucket, int slices) {
        for (int i = 0; i < slices; i++) {
            size.took(size.buckets(), size.buckets() * nanosOfBucket);
        }
    }
}
