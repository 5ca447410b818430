package io.busbar.standalone.demo;

/**
 * Open-circuit voltage of a lithium iron phosphate cell at 25 °C over its state of charge: steep when nearly empty, flat for most of the
 * range, a knee when nearly full. Interpolated between published points. Stateless.
 */
final class LfpCurve {

    private static final double[] SOC_PERCENT = {
        0, 1, 3, 5, 10, 15, 20, 30, 40, 50, 60, 65, 70, 80, 90, 95, 97, 98, 99, 100
    };
    private static final double[] VOLTS = {
        2.60, 2.82, 3.02, 3.12, 3.202, 3.225, 3.247, 3.276, 3.288, 3.292, 3.300, 3.312, 3.326, 3.331, 3.335, 3.342,
        3.352, 3.372, 3.430, 3.560
    };

    private LfpCurve() {}

    /** In V; beyond 0 and 100 % the curve goes on as steep as it ends. */
    static double openCircuitVolts(double socPercent) {
        int upper = 1;
        while (upper < SOC_PERCENT.length - 1 && SOC_PERCENT[upper] < socPercent) {
            upper++;
        }
        double share = (socPercent - SOC_PERCENT[upper - 1]) / (SOC_PERCENT[upper] - SOC_PERCENT[upper - 1]);
        return VOLTS[upper - 1] + share * (VOLTS[upper] - VOLTS[upper - 1]);
    }
}
