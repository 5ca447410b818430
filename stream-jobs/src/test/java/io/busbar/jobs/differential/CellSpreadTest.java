package io.busbar.jobs.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CellSpreadTest {

    /** One pack of 30 cells as a real system showed it, with its differential of 3 mV. */
    private static final Integer[] REAL_PACK = {
        3318, 3320, 3320, 3321, 3320, 3320, 3320, 3320, 3321, 3321, 3321, 3320, 3320, 3320, 3320, 3320, 3320, 3320,
        3320, 3320, 3320, 3320, 3318, 3320, 3320, 3320, 3320, 3320, 3321, 3318
    };

    @Test
    void findsTheSpreadOfARealPack() {
        CellSpread spread = Objects.requireNonNull(CellSpread.of(REAL_PACK, 30));
        assertThat(spread).isEqualTo(new CellSpread(3321, 3318, 4, 1));
        assertThat(spread.differentialMillivolts()).isEqualTo(3);
    }

    @Test
    void givesTiesToTheLowestNumber() {
        assertThat(CellSpread.of(new Integer[] {3300, 3300, 3300}, 3)).isEqualTo(new CellSpread(3300, 3300, 1, 1));
    }

    @Test
    void passesOverCellsWithoutReading() {
        @Nullable Integer[] cells = {null, 3310, 3300, 3305, 3304};
        assertThat(CellSpread.of(cells, 5)).isEqualTo(new CellSpread(3310, 3300, 2, 3));
    }

    @Test
    void needsFourFifthsOfTheExpectedCells() {
        assertThat(CellSpread.of(present(24), 30)).isEqualTo(new CellSpread(3320, 3320, 1, 1));
        assertThat(CellSpread.of(present(23), 30)).isNull();
        assertThat(CellSpread.of(present(30), Integer.MAX_VALUE)).isNull();
    }

    @Test
    void hasNoSpreadWithoutAnyReading() {
        assertThat(CellSpread.of(new @Nullable Integer[] {null, null}, 0)).isNull();
        assertThat(CellSpread.of(new @Nullable Integer[0], 0)).isNull();
    }

    @Test
    void spansAllPacksInSeries() {
        List<@Nullable CellSpread> packs =
                Arrays.asList(new CellSpread(3330, 3320, 1, 2), new CellSpread(3322, 3309, 5, 6));
        assertThat(CellSpread.spanMillivolts(packs)).isEqualTo(21);
    }

    @Test
    void hasNoSpanWhenOnePackHasNoSpread() {
        assertThat(CellSpread.spanMillivolts(Arrays.asList(new CellSpread(3330, 3320, 1, 2), null)))
                .isNull();
        assertThat(CellSpread.spanMillivolts(List.of())).isNull();
    }

    private static @Nullable Integer[] present(int count) {
        @Nullable Integer[] cells = new @Nullable Integer[30];
        Arrays.fill(cells, 0, count, 3320);
        return cells;
    }
}
