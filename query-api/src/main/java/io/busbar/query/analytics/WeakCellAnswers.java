package io.busbar.query.analytics;

import io.busbar.imbalance.CurrentDirection;
import io.busbar.imbalance.DeviationFold;
import io.busbar.imbalance.DeviationTrend;
import io.busbar.imbalance.PackDeviations;
import io.busbar.imbalance.Regimes;
import io.busbar.imbalance.SenseWireFault;
import io.busbar.imbalance.VoltageRegion;
import io.busbar.imbalance.WeakCells;
import io.busbar.query.access.VisibleDevice;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which cells of a pack deviate, by region of the voltage curve and direction of the current, how that changes from day to day, and which sense
 * wires are at fault. Deviations are means in mV, above 0 when the cell is higher than the median of its pack. Immutable.
 *
 * @param regions by region, the cell that trails most first; cells beside a faulty wire are left out
 */
public record WeakCellAnswers(
        String device,
        String zone,
        long samples,
        int days,
        List<RegionView> regions,
        List<SenseWireFault> senseWireFaults) {

    /** Immutable. */
    public record RegionView(VoltageRegion region, List<CellView> cells) {}

    /**
     * Immutable.
     *
     * @param byDirection where the cell was measured in that direction
     * @param millivoltsPerDay null when it was measured there on fewer than two days
     */
    public record CellView(
            int cell,
            double meanMillivolts,
            long samples,
            Map<CurrentDirection, Double> byDirection,
            @Nullable Double millivoltsPerDay) {}

    /** Takes samples, day by day. Confined to one thread. */
    static final class Builder {
        private final DeviationFold fold = new DeviationFold(Regimes.LFP);
        private final SortedMap<LocalDate, PackDeviations> byDay = new TreeMap<>();
        private @Nullable LocalDate day;
        private long samples;

        void add(LocalDate date, short[] millivolts, byte[] quality, @Nullable Integer milliamps) {
            if (!date.equals(day)) {
                closeDay();
                day = date;
            }
            fold.add(millivolts, quality, milliamps);
            samples++;
        }

        WeakCellAnswers build(VisibleDevice device, String zone) {
            closeDay();
            PackDeviations all = byDay.values().stream().reduce(PackDeviations.NONE, PackDeviations::plus);
            WeakCells weak = WeakCells.of(all);
            List<RegionView> regions = new ArrayList<>();
            Arrays.stream(VoltageRegion.values())
                    .filter(weak.lowestFirst()::containsKey)
                    .forEach(region -> regions.add(new RegionView(region, cells(weak, all, region))));
            return new WeakCellAnswers(
                    device.serialNumber(), zone, samples, byDay.size(), regions, weak.senseWireFaults());
        }

        private void closeDay() {
            if (day != null) {
                byDay.put(day, fold.close());
            }
        }

        private List<CellView> cells(WeakCells weak, PackDeviations all, VoltageRegion region) {
            List<CellView> cells = new ArrayList<>();
            for (var cell : weak.lowestFirst().getOrDefault(region, List.of())) {
                Map<CurrentDirection, Double> byDirection = new EnumMap<>(CurrentDirection.class);
                for (CurrentDirection direction : CurrentDirection.values()) {
                    Double mean = all.meanMillivolts(region, direction, cell.cell());
                    if (mean != null) {
                        byDirection.put(direction, mean);
                    }
                }
                DeviationTrend trend = DeviationTrend.of(byDay, region, cell.cell());
                cells.add(new CellView(
                        cell.cell(),
                        cell.meanMillivolts(),
                        cell.samples(),
                        byDirection,
                        trend == null ? null : Double.valueOf(trend.millivoltsPerDay())));
            }
            return cells;
        }
    }
}
