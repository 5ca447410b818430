package io.busbar.imbalance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the cells of a pack were from their median over some time, commonly a day: one entry for each region and direction in which samples came.
 * Parts add up to the whole, in any order. Immutable.
 */
public record PackDeviations(List<DeviationSums> sums) {

    public static final PackDeviations NONE = new PackDeviations(List.of());

    private static final double HALF_MILLIVOLTS_PER_MILLIVOLT = 2;

    /** Entries of the same region and direction become one. */
    public PackDeviations {
        List<DeviationSums> merged = new ArrayList<>();
        for (DeviationSums one : sums) {
            int same = 0;
            while (same < merged.size() && !isSameRegime(merged.get(same), one)) {
                same++;
            }
            if (same < merged.size()) {
                merged.set(same, merged.get(same).plus(one));
            } else {
                merged.add(one);
            }
        }
        merged.sort(Comparator.comparing(DeviationSums::region).thenComparing(DeviationSums::direction));
        sums = List.copyOf(merged);
    }

    public PackDeviations plus(PackDeviations other) {
        List<DeviationSums> both = new ArrayList<>(sums);
        both.addAll(other.sums);
        return new PackDeviations(both);
    }

    /** How many cells are known. */
    public int cells() {
        return sums.stream().mapToInt(DeviationSums::cells).max().orElse(0);
    }

    /** All directions of a region together; null without samples. */
    public @Nullable DeviationSums inRegion(VoltageRegion region) {
        return sums.stream()
                .filter(one -> one.region() == region)
                .reduce(DeviationSums::plus)
                .orElse(null);
    }

    /** Mean deviation of a cell in mV over a region, whatever the direction; null when it was not measured there. */
    public @Nullable Double meanMillivolts(VoltageRegion region, int cell) {
        return meanMillivolts(inRegion(region), cell);
    }

    /** The same in one direction. */
    public @Nullable Double meanMillivolts(VoltageRegion region, CurrentDirection direction, int cell) {
        return meanMillivolts(
                sums.stream()
                        .filter(one -> one.region() == region && one.direction() == direction)
                        .findFirst()
                        .orElse(null),
                cell);
    }

    static @Nullable Double meanMillivolts(@Nullable DeviationSums sums, int cell) {
        if (cell < 1) {
            throw new IllegalArgumentException("cell=%d, cells are numbered from 1".formatted(cell));
        }
        if (sums == null || cell > sums.cells() || sums.samples().get(cell - 1) == 0) {
            return null;
        }
        return sums.deviations().get(cell - 1)
                / HALF_MILLIVOLTS_PER_MILLIVOLT
                / sums.samples().get(cell - 1);
    }

    private static boolean isSameRegime(DeviationSums one, DeviationSums other) {
        return one.region() == other.region() && one.direction() == other.direction();
    }
}
