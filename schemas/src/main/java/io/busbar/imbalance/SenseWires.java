package io.busbar.imbalance;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds sense-wire faults. A wrong tap shifts its two cells against one another by the same amount in every sample, wherever on the curve the pack is, so
 * that the sum of the two stays near twice the median. Cells that differ in charge may look the same in one region, and differ several times as much in
 * another. Stateless.
 */
final class SenseWires {

    /** Below this offset chance and rounding look the same. */
    private static final double MIN_MILLIVOLTS = 10;

    /** In the plateau cells that merely differ in charge are not so far apart, so that no other region is needed. */
    private static final double MIN_PLATEAU_MILLIVOLTS = 30;

    /** So far the sum of two cells may be from twice the median on average: mV, or a share of the offset. */
    private static final double TOLERANCE_MILLIVOLTS = 4;

    private static final double TOLERANCE_SHARE = 0.15;

    /** The largest offset of a region may be so many times the smallest. */
    private static final double ALIKE = 1.25;

    /** A region with fewer samples says nothing. */
    private static final int MIN_SAMPLES = 10;

    private SenseWires() {}

    /** In ascending order; a cell is part of one fault at most, the first. */
    static List<SenseWireFault> faults(PackDeviations deviations) {
        List<SenseWireFault> faults = new ArrayList<>();
        for (int cell = 1; cell < deviations.cells(); cell++) {
            Double offset = offset(deviations, cell);
            if (offset != null) {
                faults.add(new SenseWireFault(cell, offset));
                cell++;
            }
        }
        return faults;
    }

    /** The largest offset of a region; null when there is no fault between this cell and the next. */
    private static @Nullable Double offset(PackDeviations deviations, int cell) {
        double largest = 0;
        double smallest = 0;
        int regions = 0;
        boolean isPlateau = true;
        for (VoltageRegion region : VoltageRegion.values()) {
            DeviationSums sums = deviations.inRegion(region);
            if (sums == null || cell >= sums.cells() || sums.pairSamples().get(cell - 1) < MIN_SAMPLES) {
                continue;
            }
            Double offset = offset(sums, cell);
            if (offset == null || offset * largest < 0) {
                return null;
            }
            largest = regions == 0 || Math.abs(offset) > Math.abs(largest) ? offset : largest;
            smallest = regions == 0 || Math.abs(offset) < Math.abs(smallest) ? offset : smallest;
            isPlateau &= region == VoltageRegion.PLATEAU;
            regions++;
        }
        double least = isPlateau ? MIN_PLATEAU_MILLIVOLTS : MIN_MILLIVOLTS;
        boolean isSeen = regions > 1 || (regions == 1 && isPlateau);
        boolean isFault = isSeen && Math.abs(smallest) >= least && largest / smallest <= ALIKE;
        return isFault ? Double.valueOf(largest) : null;
    }

    /** Null when the two cells do not balance one another in these samples. */
    private static @Nullable Double offset(DeviationSums sums, int cell) {
        Double first = PackDeviations.meanMillivolts(sums, cell);
        Double second = PackDeviations.meanMillivolts(sums, cell + 1);
        if (first == null || second == null || first * second >= 0) {
            return null;
        }
        double offset = (first - second) / 2;
        double sum = sums.pairSums().get(cell - 1) / 2.0 / sums.pairSamples().get(cell - 1);
        return sum > Math.max(TOLERANCE_MILLIVOLTS, TOLERANCE_SHARE * Math.abs(offset)) ? null : Double.valueOf(offset);
    }
}
