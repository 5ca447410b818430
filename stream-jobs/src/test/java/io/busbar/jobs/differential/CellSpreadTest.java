package io.busbar.jobs.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.busbar.measure.Quality;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CellSpreadTest {

    private static final byte[] ALL_GOOD = {};
    private static final short NONE = Short.MIN_VALUE;

    /** One pack of 30 cells as a real system showed it, with its differential of 3 mV. */
    private static final short[] REAL_PACK = {
        3318, 3320, 3320, 3321, 3320, 3320, 3320, 3320, 3321, 3321, 3321, 3320, 3320, 3320, 3320, 3320, 3320, 3320,
        3320, 3320, 3320, 3320, 3318, 3320, 3320, 3320, 3320, 3320, 3321, 3318
    };

    @Test
    void findsTheSpreadOfARealPack() {
        CellSpread spread = Objects.requireNonNull(CellSpread.of(REAL_PACK, ALL_GOOD, 30));
        assertThat(spread).isEqualTo(new CellSpread(3321, 3318, 4, 1));
        assertThat(spread.differentialMillivolts()).isEqualTo(3);
    }

    @Test
    void givesTiesToTheLowestNumber() {
        assertThat(CellSpread.of(new short[] {3300, 3300, 3300}, ALL_GOOD, 3))
                .isEqualTo(new CellSpread(3300, 3300, 1, 1));
    }

    @Test
    void passesOverCellsWithoutReading() {
        short[] cells = {NONE, 3310, 3300, 3305, 3304};
        assertThat(CellSpread.of(cells, ALL_GOOD, 5)).isEqualTo(new CellSpread(3310, 3300, 2, 3));
    }

    @Test
    void passesOverImplausibleCells() {
        short[] cells = {3300, 9999, 3302, 3301, 3304};
        byte[] quality = {0, Quality.IMPLAUSIBLE | Quality.SKEWED, Quality.SKEWED, 0, 0};
        assertThat(CellSpread.of(cells, quality, 5)).isEqualTo(new CellSpread(3304, 3300, 5, 1));
        assertThat(CellSpread.of(cells, quality, 6)).isNull();
    }

    @Test
    void needsFourFifthsOfTheExpectedCells() {
        assertThat(CellSpread.of(present(24), ALL_GOOD, 30)).isEqualTo(new CellSpread(3320, 3320, 1, 1));
        assertThat(CellSpread.of(present(23), ALL_GOOD, 30)).isNull();
        assertThat(CellSpread.of(present(30), ALL_GOOD, Integer.MAX_VALUE)).isNull();
    }

    @Test
    void hasNoSpreadWithoutAnyReading() {
        assertThat(CellSpread.of(new short[] {NONE, NONE}, ALL_GOOD, 0)).isNull();
        assertThat(CellSpread.of(new short[0], ALL_GOOD, 0)).isNull();
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

    private static short[] present(int count) {
        short[] cells = new short[30];
        Arrays.fill(cells, NONE);
        Arrays.fill(cells, 0, count, (short) 3320);
        return cells;
    }
}
