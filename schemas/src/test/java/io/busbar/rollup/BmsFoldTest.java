package io.busbar.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Buckets of five minutes at 0, 300, 600 … seconds; a value holds 250 s at most. */
final class BmsFoldTest {

    private static final Cadence CADENCE = Cadence.ofSeconds(100);
    private static final long SECOND = 1_000;
    private static final int VOLTS_50 = 50_000;
    private static final int AMPS_10 = 10_000;

    private final List<BmsBucket> out = new ArrayList<>();
    private final BmsFold fold = new BmsFold(BucketGrid.FIVE_MINUTES, CADENCE, BucketRange.ALL, out::add);

    @Test
    void givesNothingWithoutSamples() {
        fold.finish();

        assertThat(out).isEmpty();
    }

    @Test
    void holdsOneSampleToTheGapCapAndIntoTheNextBucket() {
        fold.add(200 * SECOND, null, null, 40_000);
        fold.finish();

        assertThat(out).hasSize(2);
        assertThat(out.get(0).soc().coveredMillis()).isEqualTo(100 * SECOND);
        assertThat(out.get(0).place().received()).isEqualTo(1);
        assertThat(out.get(1).soc().coveredMillis()).isEqualTo(150 * SECOND);
        assertThat(out.get(1).soc().own()).isNull();
        assertThat(out.get(1).soc().mean()).isEqualTo(40_000L);
        assertThat(out.get(1).place()).isEqualTo(new BucketPlace(300 * SECOND, 600 * SECOND, 0, 3));
        assertThat(out).extracting(BmsBucket::throughput).containsOnly(Throughput.NONE);
    }

    @Test
    void weighsByTimeAndRemembersExtremesWithTheirTimes() {
        fold.add(0, null, null, 50_000);
        fold.add(100 * SECOND, null, null, 80_000);
        fold.add(150 * SECOND, null, null, 20_000);
        fold.add(160 * SECOND, null, null, 80_000);
        fold.add(260 * SECOND, null, null, 50_000);
        fold.add(300 * SECOND, null, null, 10_000);

        assertThat(out).hasSize(1);
        assertThat(out.get(0).soc().own())
                .isEqualTo(
                        new Observed(5, 50_000, 0, 50_000, 260 * SECOND, 20_000, 150 * SECOND, 80_000, 100 * SECOND));
        assertThat(out.get(0).soc().weighted())
                .isEqualTo((100 * 50_000L + 50 * 80_000L + 10 * 20_000L + 100 * 80_000L + 40 * 50_000L) * SECOND);
        assertThat(out.get(0).soc().mean()).isEqualTo(64_000L);
    }

    @Test
    void splitsPowerWhereItCrossesZero() {
        fold.add(0, VOLTS_50, AMPS_10, null);
        fold.add(100 * SECOND, VOLTS_50, -AMPS_10, null);
        fold.finish();

        Throughput throughput = out.get(0).throughput();
        assertThat(throughput.energy()).isEqualTo(new Flow(12_500_000_000L, 12_500_000_000L));
        assertThat(throughput.charge()).isEqualTo(new Flow(250_000_000, 250_000_000));
        assertThat(throughput.coveredMillis()).isEqualTo(100 * SECOND);
    }

    /** 0 W at 200 s, 1000 W at 400 s, so that 500 W flow at the edge. */
    @Test
    void splitsPowerAtBucketEdges() {
        fold.add(200 * SECOND, VOLTS_50, 0, null);
        fold.add(400 * SECOND, VOLTS_50, 2 * AMPS_10, null);
        fold.finish();

        assertThat(out.get(0).throughput().energy().inMicros()).isEqualTo(500_000_000L * 100 / 2);
        assertThat(out.get(1).throughput().energy().inMicros()).isEqualTo((500_000_000L + 1_000_000_000L) * 100 / 2);
        assertThat(out)
                .extracting(bucket -> bucket.throughput().coveredMillis())
                .containsExactly(100_000L, 100_000L, 0L);
    }

    @Test
    void countsNoEnergyAcrossAGap() {
        fold.add(0, VOLTS_50, AMPS_10, null);
        fold.add(250 * SECOND + 1, VOLTS_50, AMPS_10, null);
        fold.finish();

        assertThat(out).extracting(BmsBucket::throughput).containsOnly(Throughput.NONE);
        assertThat(out.get(0).voltage().coveredMillis()).isEqualTo(300 * SECOND - 1);
    }

    @Test
    void drawsPowerOnThroughSamplesThatLackIt() {
        fold.add(290 * SECOND, VOLTS_50, AMPS_10, 50_000);
        fold.add(310 * SECOND, null, AMPS_10, null);
        fold.add(320 * SECOND, VOLTS_50, null, 51_000);
        assertThat(out).as("the power at the edge is not known yet").isEmpty();
        fold.add(390 * SECOND, VOLTS_50, AMPS_10, null);
        fold.finish();

        assertThat(out.get(0).throughput().energy().inMicros()).isEqualTo(500_000_000L * 10);
        assertThat(out.get(1).throughput().energy().inMicros()).isEqualTo(500_000_000L * 90);
        assertThat(out.get(1).place().received()).isEqualTo(3);
        assertThat(out.get(1).soc().weighted()).isEqualTo((20 * 50_000L + 250 * 51_000L) * SECOND);
    }

    @Test
    void waitsForPowerNoLongerThanTheGapCap() {
        fold.add(290 * SECOND, VOLTS_50, AMPS_10, 50_000);
        fold.add(500 * SECOND, null, null, 51_000);
        fold.add(541 * SECOND, null, null, 52_000);

        assertThat(out).hasSize(1);
        fold.add(542 * SECOND, VOLTS_50, AMPS_10, 52_000);
        fold.finish();
        assertThat(out).extracting(BmsBucket::throughput).containsOnly(Throughput.NONE);
    }

    @Test
    void takesPowerBeyondBeliefForNone() {
        fold.add(0, VOLTS_50, AMPS_10, null);
        fold.add(50 * SECOND, Integer.MAX_VALUE, Integer.MIN_VALUE, null);
        fold.add(100 * SECOND, VOLTS_50, AMPS_10, null);
        fold.finish();

        assertThat(out.get(0).throughput().energy()).isEqualTo(new Flow(50_000_000_000L, 0));
        assertThat(out.get(0).voltage().own()).extracting(Observed::max).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void leavesOutTimesWithoutAnything() {
        fold.add(0, VOLTS_50, AMPS_10, 50_000);
        fold.add(3_000 * SECOND, null, null, null);
        fold.finish();

        assertThat(out)
                .extracting(bucket -> bucket.place().startMillis(), bucket -> bucket.place()
                        .received())
                .containsExactly(tuple(0L, 1L), tuple(3_000 * SECOND, 1L));
    }

    @Test
    void countsASampleAtAnEdgeForTheLaterBucket() {
        fold.add(299_999, null, null, 1);
        fold.add(300_000, null, null, 2);
        fold.finish();

        assertThat(out).extracting(bucket -> bucket.place().received()).containsExactly(1L, 1L);
        assertThat(out.get(0).soc().coveredMillis()).isEqualTo(1);
    }

    @Test
    void isAsNewAfterItsFinish() {
        fold.add(0, VOLTS_50, AMPS_10, 50_000);
        fold.finish();
        List<BmsBucket> first = List.copyOf(out);
        fold.add(0, VOLTS_50, AMPS_10, 50_000);
        fold.finish();

        assertThat(out.subList(first.size(), out.size())).isEqualTo(first);
    }

    @Test
    void refusesSamplesThatAreNotLater() {
        fold.add(5, null, null, 1);

        assertThatThrownBy(() -> fold.add(5, null, null, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("samples must come in ascending order of time: 5 after 5");
    }

    @Test
    void givesOutOnlyTheBucketsOfItsRange() {
        BmsFold part =
                new BmsFold(BucketGrid.FIVE_MINUTES, CADENCE, new BucketRange(300 * SECOND, 600 * SECOND), out::add);
        part.add(200 * SECOND, null, null, 1);
        part.add(450 * SECOND, null, null, 1);
        part.add(650 * SECOND, null, null, 1);
        part.finish();

        assertThat(out).extracting(bucket -> bucket.place().startMillis()).containsExactly(300 * SECOND);
        assertThat(out.get(0).soc().coveredMillis()).isEqualTo(300 * SECOND);
    }
}
