package io.busbar.rollup;

/**
 * Equivalent full cycles, in either of the two conventions that are in use and differ by a quarter on a real day. Busbar answers with
 * {@link #ofEnergy}; neither is stored, because energy and charge are. Stateless.
 */
public final class EquivalentCycles {

    private EquivalentCycles() {}

    /** Discharged energy by rated energy. */
    public static double ofEnergy(Throughput throughput, long ratedWattHours) {
        requirePositive("ratedWattHours", ratedWattHours);
        return throughput.energy().outWattOrAmpereHours() / ratedWattHours;
    }

    /** Charge that went in and out by twice the capacity: Σ|Ah| / 2C. */
    public static double ofCharge(Throughput throughput, long capacityMilliampHours) {
        requirePositive("capacityMilliampHours", capacityMilliampHours);
        return 1_000
                * (throughput.charge().inWattOrAmpereHours()
                        + throughput.charge().outWattOrAmpereHours())
                / (2.0 * capacityMilliampHours);
    }

    private static void requirePositive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("%s=%d, must be above 0".formatted(name, value));
        }
    }
}
