package io.busbar.imbalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.busbar.measure.Quality;
import io.busbar.rollup.RecordedLog;
import java.io.IOException;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The weak cells of a recorded pack are found; its sixteenth cell is estimated. */
final class RecordedImbalanceTest {

    private static final String LOG = "2026-08-09T11-28-32.csv";
    private static final Offset<Double> ROUNDED = within(0.05);

    @Test
    void findsTheCellThatLeadsAndThoseThatTrail() throws IOException {
        WeakCells weak = WeakCells.of(deviations(LOG, true));

        assertThat(lowest(weak, VoltageRegion.PLATEAU))
                .startsWith(11, 8, 6)
                .endsWith(7)
                .doesNotContain(16);
        assertThat(lowest(weak, VoltageRegion.TOP))
                .startsWith(11, 8, 6)
                .endsWith(7)
                .doesNotContain(16);
        assertThat(weak.senseWireFaults()).isEmpty();
    }

    @Test
    void measuresThemFromTheMedianOfTheMeasuredCells() throws IOException {
        PackDeviations deviations = deviations(LOG, true);

        assertThat(deviations.meanMillivolts(VoltageRegion.PLATEAU, 11)).isCloseTo(-7.0, ROUNDED);
        assertThat(deviations.meanMillivolts(VoltageRegion.PLATEAU, 8)).isCloseTo(-7.0, ROUNDED);
        assertThat(deviations.meanMillivolts(VoltageRegion.PLATEAU, 6)).isCloseTo(-6.8, ROUNDED);
        assertThat(deviations.meanMillivolts(VoltageRegion.PLATEAU, 7)).isCloseTo(20.4, ROUNDED);
        assertThat(deviations.meanMillivolts(VoltageRegion.TOP, 11)).isCloseTo(-71.85, ROUNDED);
        assertThat(deviations.meanMillivolts(VoltageRegion.TOP, 8)).isCloseTo(-66.1, ROUNDED);
        assertThat(deviations.meanMillivolts(VoltageRegion.TOP, 6)).isCloseTo(-61.3, ROUNDED);
        assertThat(deviations.meanMillivolts(VoltageRegion.PLATEAU, CurrentDirection.DISCHARGE, 7))
                .isCloseTo(25.3, ROUNDED);
        assertThat(deviations.meanMillivolts(VoltageRegion.TOP, CurrentDirection.REST, 11))
                .isCloseTo(-76.8, ROUNDED);
    }

    /** As if the tap between cells 1 and 2 were read wrongly by so much. */
    @ParameterizedTest
    @ValueSource(ints = {-100, 100})
    void findsAFaultySenseWireInTheSamePack(int offsetMillivolts) throws IOException {
        DeviationFold fold = new DeviationFold(Regimes.LFP);
        for (RecordedLog.Row row : RecordedLog.rows(LOG)) {
            short[] cells = cells(row);
            cells[0] += (short) offsetMillivolts;
            cells[1] -= (short) offsetMillivolts;
            fold.add(cells, quality(true), row.milliamps());
        }
        WeakCells weak = WeakCells.of(fold.close());

        assertThat(weak.senseWireFaults()).hasSize(1);
        assertThat(weak.senseWireFaults().get(0).lowerCell()).isEqualTo(1);
        assertThat(weak.senseWireFaults().get(0).offsetMillivolts()).isCloseTo(offsetMillivolts, within(10.0));
        assertThat(lowest(weak, VoltageRegion.TOP))
                .doesNotContain(1, 2)
                .startsWith(11, 8, 6)
                .endsWith(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2026-08-09T06-26-03-part.csv", "2026-08-09T06-26-03-whole.csv", "2026-08-09T10-21-53.csv", LOG})
    void blamesNoWireForRealImbalance(String log) throws IOException {
        assertThat(WeakCells.of(deviations(log, true)).senseWireFaults()).isEmpty();
    }

    @Test
    void addsUpToTheSameFromPartsInAnyOrder() throws IOException {
        List<RecordedLog.Row> rows = RecordedLog.rows(LOG);
        DeviationFold odd = new DeviationFold(Regimes.LFP);
        DeviationFold even = new DeviationFold(Regimes.LFP);
        for (int i = rows.size() - 1; i >= 0; i--) {
            RecordedLog.Row row = rows.get(i);
            (i % 2 == 0 ? even : odd).add(cells(row), quality(false), row.milliamps());
        }

        assertThat(odd.close().plus(even.close())).isEqualTo(deviations(LOG, false));
    }

    private static List<Integer> lowest(WeakCells weak, VoltageRegion region) {
        return weak.lowestFirst().getOrDefault(region, List.of()).stream()
                .map(CellDeviation::cell)
                .toList();
    }

    private static PackDeviations deviations(String log, boolean isLastEstimated) throws IOException {
        DeviationFold fold = new DeviationFold(Regimes.LFP);
        for (RecordedLog.Row row : RecordedLog.rows(log)) {
            fold.add(cells(row), quality(isLastEstimated), row.milliamps());
        }
        return fold.close();
    }

    private static byte[] quality(boolean isLastEstimated) {
        byte[] quality = new byte[isLastEstimated ? 16 : 0];
        if (isLastEstimated) {
            quality[15] = Quality.ESTIMATED;
        }
        return quality;
    }

    private static short[] cells(RecordedLog.Row row) {
        short[] cells = new short[row.cellMillivolts().size()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = row.cellMillivolts().get(i).shortValue();
        }
        return cells;
    }
}
