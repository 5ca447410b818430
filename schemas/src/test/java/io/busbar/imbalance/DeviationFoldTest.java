package io.busbar.imbalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.busbar.measure.Quality;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeviationFoldTest {

    private static final byte[] GOOD = {};

    private final DeviationFold fold = new DeviationFold(Regimes.LFP);

    @Test
    void takesTheMiddleOfTwoForTheMedianOfAnEvenNumber() {
        fold.add(cells(3_300, 3_301, 3_302, 3_310), GOOD, 0);

        assertThat(means(fold.close())).containsExactly(-1.5, -0.5, 0.5, 8.5);
    }

    @Test
    void leavesOutCellsThatWereNotMeasured() {
        byte[] quality = {0, 0, 0, Quality.ESTIMATED, (byte) Quality.IMPLAUSIBLE, 0, 0};
        fold.add(cells(3_300, 3_301, 3_302, 3_390, 5_000, 0, Short.MIN_VALUE), quality, 0);
        PackDeviations deviations = fold.close();

        assertThat(means(deviations)).containsExactly(-1.0, 0.0, 1.0, null, null, null, null);
        assertThat(deviations.inRegion(VoltageRegion.TOP)).isNull();
    }

    @Test
    void takesNoMedianOfTwoCells() {
        fold.add(cells(3_300, 3_310), GOOD, 0);

        assertThat(fold.close()).isEqualTo(PackDeviations.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "3399, 1000, PLATEAU, REST",
        "3400, 1001, KNEE, CHARGE",
        "3499, -1000, KNEE, REST",
        "3500, -1001, TOP, DISCHARGE",
        "3650, , TOP, UNKNOWN"
    })
    void tellsRegionsAndDirectionsApart(
            int highest, @Nullable Integer milliamps, VoltageRegion region, CurrentDirection direction) {
        fold.add(cells(3_300, 3_300, highest), GOOD, milliamps);

        assertThat(fold.close().sums())
                .extracting(DeviationSums::region, DeviationSums::direction)
                .containsExactly(tuple(region, direction));
    }

    @Test
    void growsWithThePack() {
        fold.add(cells(3_300, 3_301, 3_302), GOOD, 0);
        fold.add(cells(3_300, 3_301, 3_302, 3_309), GOOD, 0);

        assertThat(fold.close().sums().get(0).samples()).containsExactly(2L, 2L, 2L, 1L);
        assertThat(fold.close()).as("begins again").isEqualTo(PackDeviations.NONE);
    }

    @Test
    void refusesRegionsOutOfOrder() {
        assertThatThrownBy(() -> new Regimes(3_400, 3_300, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("regions out of order: plateauBelowMillivolts=3400 (at least 1), topFromMillivolts=3300"
                        + " (not less), restMilliamps=0 (at least 0)");
    }

    private static List<@Nullable Double> means(PackDeviations deviations) {
        return IntStream.rangeClosed(1, deviations.cells())
                .mapToObj(cell -> deviations.meanMillivolts(VoltageRegion.PLATEAU, cell))
                .collect(Collectors.toList());
    }

    private static short[] cells(int... millivolts) {
        short[] cells = new short[millivolts.length];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = (short) millivolts[i];
        }
        return cells;
    }
}
