package io.busbar.benchmarks.step;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rule of {@link io.busbar.jobs.differential.CellSpread}, same quorum and same ties, on exact decimals in V. Immutable. */
record DecimalSpread(BigDecimal maxVolts, BigDecimal minVolts, int maxCell, int minCell) {

    private static final int QUORUM_PERCENT = 80;

    int differentialMillivolts() {
        return maxVolts.subtract(minVolts).movePointRight(3).intValueExact();
    }

    /** Null below quorum. */
    static @Nullable DecimalSpread of(List<@Nullable BigDecimal> cellVolts, int expected) {
        BigDecimal max = null;
        BigDecimal min = null;
        int maxCell = 0;
        int minCell = 0;
        int used = 0;
        for (int i = 0; i < cellVolts.size(); i++) {
            BigDecimal volts = cellVolts.get(i);
            if (volts == null || volts.signum() == 0) {
                continue;
            }
            used++;
            if (max == null || volts.compareTo(max) > 0) {
                max = volts;
                maxCell = i + 1;
            }
            if (min == null || volts.compareTo(min) < 0) {
                min = volts;
                minCell = i + 1;
            }
        }
        boolean quorum = used * 100L >= (long) expected * QUORUM_PERCENT;
        return quorum && max != null && min != null ? new DecimalSpread(max, min, maxCell, minCell) : null;
    }
}
