package io.busbar.imbalance;

import io.busbar.measure.Quality;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds up how far each cell of one pack is from the median of its measured cells, sample by sample, commonly over a day. Cells that are absent,
 * implausible or estimated take no part. The median of an even number of cells is the mean of the two in the middle, so deviations are counted in
 * half millivolts, as integers: the order of samples does not matter. Takes nothing from the heap for a sample. Confined to one thread.
 */
public final class DeviationFold {

    /** Fewer measured cells have no median that would say which of them deviates. */
    private static final int MIN_CELLS = 3;

    private final Regimes regimes;
    private final List<DeviationSums.Fold> byRegime = new ArrayList<>();
    private int[] sorted = new int[0];
    private int[] doubled = new int[0];

    public DeviationFold(Regimes regimes) {
        this.regimes = regimes;
    }

    /**
     * Takes a sample.
     *
     * @param cellMillivolts by cell number from 1; 0 or less where there is no reading
     * @param cellQuality bits of {@link Quality} by cell; empty when every cell is good
     * @param milliamps of the same frame, positive when charging; null when it has none
     */
    public void add(short[] cellMillivolts, byte[] cellQuality, @Nullable Integer milliamps) {
        int cells = cellMillivolts.length;
        if (sorted.length < cells) {
            sorted = new int[cells];
            doubled = new int[cells];
        }
        int measured = 0;
        for (int i = 0; i < cells; i++) {
            int quality = i < cellQuality.length ? cellQuality[i] : Quality.GOOD;
            boolean isMeasured =
                    cellMillivolts[i] > 0 && (quality & (Quality.ESTIMATED | Quality.IMPLAUSIBLE)) == Quality.GOOD;
            doubled[i] = isMeasured ? 2 * cellMillivolts[i] : 0;
            if (isMeasured) {
                insert(measured++, cellMillivolts[i]);
            }
        }
        if (measured < MIN_CELLS) {
            return;
        }
        int twiceMedian = sorted[(measured - 1) / 2] + sorted[measured / 2];
        regime(regimes.region(sorted[measured - 1]), regimes.direction(milliamps), cells)
                .add(doubled, cells, twiceMedian);
    }

    /** What was added up; begins again. */
    public PackDeviations close() {
        PackDeviations deviations = new PackDeviations(
                byRegime.stream().map(DeviationSums.Fold::sums).toList());
        byRegime.clear();
        return deviations;
    }

    /** Keeps the first ones ascending; neighbours differ little, and a pack has few. */
    private void insert(int count, int millivolts) {
        int at = count;
        while (at > 0 && sorted[at - 1] > millivolts) {
            sorted[at] = sorted[at - 1];
            at--;
        }
        sorted[at] = millivolts;
    }

    private DeviationSums.Fold regime(VoltageRegion region, CurrentDirection direction, int cells) {
        int at = 0;
        while (at < byRegime.size() && !byRegime.get(at).isOf(region, direction)) {
            at++;
        }
        if (at == byRegime.size()) {
            byRegime.add(new DeviationSums.Fold(region, direction));
        }
        byRegime.get(at).widen(cells);
        return byRegime.get(at);
    }
}
