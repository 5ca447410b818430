package io.busbar.imbalance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The cells of a pack by how far they deviate from its median, each region for itself. Cells beside a faulty sense wire are named there and not
 * ranked. Immutable.
 *
 * @param lowestFirst by region: the cell that trails most is first, the one that leads most is last; of equal ones the lower number is first
 */
public record WeakCells(Map<VoltageRegion, List<CellDeviation>> lowestFirst, List<SenseWireFault> senseWireFaults) {

    public WeakCells {
        Map<VoltageRegion, List<CellDeviation>> copy = new EnumMap<>(VoltageRegion.class);
        lowestFirst.forEach((region, cells) -> copy.put(region, List.copyOf(cells)));
        lowestFirst = Map.copyOf(copy);
        senseWireFaults = List.copyOf(senseWireFaults);
    }

    public static WeakCells of(PackDeviations deviations) {
        List<SenseWireFault> faults = SenseWires.faults(deviations);
        Map<VoltageRegion, List<CellDeviation>> ranked = new EnumMap<>(VoltageRegion.class);
        for (VoltageRegion region : VoltageRegion.values()) {
            DeviationSums sums = deviations.inRegion(region);
            if (sums != null) {
                ranked.put(region, rank(sums, faults));
            }
        }
        return new WeakCells(ranked, faults);
    }

    private static List<CellDeviation> rank(DeviationSums sums, List<SenseWireFault> faults) {
        List<CellDeviation> cells = new ArrayList<>();
        for (int cell = 1; cell <= sums.cells(); cell++) {
            int number = cell;
            Double mean = PackDeviations.meanMillivolts(sums, cell);
            if (mean != null && faults.stream().noneMatch(fault -> fault.concerns(number))) {
                cells.add(new CellDeviation(cell, mean, sums.samples().get(cell - 1)));
            }
        }
        cells.sort(Comparator.comparingDouble(CellDeviation::meanMillivolts).thenComparingInt(CellDeviation::cell));
        return cells;
    }
}
