package io.busbar.jobs.sample;

import io.busbar.frame.Frame;
import io.busbar.jobs.differential.CellSpread;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the row of a pack from its cells and temperatures. Stateless. */
final class PackAssembler {

    private PackAssembler() {}

    /**
     * The row of a pack.
     *
     * @param declaredCells how many cells the pack itself says it has; null when it does not say
     */
    static PackSample assemble(
            List<Frame.Cell> cells, List<Frame.Temperature> temperatures, @Nullable Integer declaredCells) {
        @Nullable Integer[] millivolts = new @Nullable Integer[cells.size()];
        int[] quality = new int[cells.size()];
        int used = 0;
        int qualityOfAll = 0;
        for (int i = 0; i < millivolts.length; i++) {
            Frame.Cell cell = cells.get(i);
            quality[i] = cell.quality();
            qualityOfAll |= cell.quality();
            if (cell.isReading()) {
                millivolts[i] = cell.millivolts();
                used++;
            }
        }
        @Nullable Integer[] centiCelsius = new @Nullable Integer[temperatures.size()];
        for (int i = 0; i < centiCelsius.length; i++) {
            Frame.Temperature temperature = temperatures.get(i);
            centiCelsius[i] = temperature.isReading() ? Integer.valueOf(temperature.centiCelsius()) : null;
        }
        int expected = declaredCells == null ? withoutPlaceholders(cells) : Math.max(declaredCells, used);
        return new PackSample(
                millivolts,
                qualityOfAll == 0 ? new int[0] : quality,
                centiCelsius,
                CellSpread.of(millivolts, expected),
                used,
                expected);
    }

    /** Packs with fewer cells than their protocol has places for send 0 in the last ones: those are no cells. */
    private static int withoutPlaceholders(List<Frame.Cell> cells) {
        int count = cells.size();
        while (count > 0 && cells.get(count - 1).millivolts() == 0) {
            count--;
        }
        return count;
    }
}
