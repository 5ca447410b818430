package io.busbar.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PackFoldTest {

    private static final long SECOND = 1_000;

    private final List<PackBucket> out = new ArrayList<>();
    private final PackFold fold =
            new PackFold(BucketGrid.FIVE_MINUTES, Cadence.ofSeconds(100), BucketRange.ALL, out::add);

    @Test
    void remembersTheEarliestOfEqualMaximaWithItsCells() {
        fold.add(0, 10, 1, 2, 16, 16);
        fold.add(100 * SECOND, 30, 3, 4, 16, 16);
        fold.add(200 * SECOND, 30, 5, 6, 15, 16);
        fold.finish();

        assertThat(out.get(0).widest()).isEqualTo(new Widest(30, 100 * SECOND, 3, 4));
        assertThat(out.get(0).percentile95Millivolts()).isEqualTo(30);
        assertThat(out.get(0).leastCellsUsed()).isEqualTo(15);
        assertThat(out.get(0).differential().weighted()).isEqualTo((100 * 10 + 200 * 30) * SECOND);
        assertThat(PackBucket.of(0, 600 * SECOND, Cadence.ofSeconds(100), out).widest())
                .isEqualTo(new Widest(30, 100 * SECOND, 3, 4));
    }

    @Test
    void countsSamplesBelowQuorumWithoutADifferential() {
        fold.addWithoutDifferential(0, 3, 16);
        fold.finish();

        assertThat(out).hasSize(1);
        assertThat(out.get(0).widest()).isNull();
        assertThat(out.get(0).percentile95Millivolts()).isNull();
        assertThat(out.get(0).place().received()).isEqualTo(1);
        assertThat(out.get(0).differential()).isEqualTo(ValueSummary.NONE);
        assertThat(out.get(0).leastCellsUsed()).isEqualTo(3);
        assertThat(out.get(0).mostCellsExpected()).isEqualTo(16);
    }

    @Test
    void knowsNoMaximumInABucketIntoWhichOneOnlyHolds() {
        fold.add(250 * SECOND, 40, 1, 2, 16, 16);
        fold.finish();

        assertThat(out).hasSize(2);
        assertThat(out.get(1).widest()).isNull();
        assertThat(out.get(1).differential().coveredMillis()).isEqualTo(200 * SECOND);
        assertThat(out.get(1).mostCellsExpected()).isZero();
    }

    @Test
    void refusesWhatNoPackCanHave() {
        assertThatThrownBy(() -> fold.add(0, 4_001, 1, 2, 16, 16))
                .hasMessage("differentialMillivolts=4001, allowed 0 to 4000");
        assertThatThrownBy(() -> fold.add(0, 1, 1, 2, 17, 16))
                .hasMessage("cellsUsed=17 of cellsExpected=16, allowed 0 to as many as expected");
    }
}
