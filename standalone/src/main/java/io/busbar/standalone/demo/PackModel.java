package io.busbar.standalone.demo;

import java.util.Random;

/**
 * A pack of 30 LFP cells in series. Each cell has its own capacity, resistance and state of charge, so the cell differential is small on
 * the plateau and grows at the knee by itself. Confined to one thread.
 */
final class PackModel {

    static final int CELLS = 30;
    static final int TEMPERATURES = 2;

    private static final double NOMINAL_OHMS = 0.0011;
    private static final double AMBIENT_CELSIUS = 22;
    private static final double HEATING_CELSIUS_PER_SQUARE_AMP_SECOND = 2.2e-7;
    private static final double COOLING_SHARE_PER_SECOND = 1.0 / 2_700;

    private final double[] capacityAmpHours = new double[CELLS];
    private final double[] ohms = new double[CELLS];
    private final double[] socPercent = new double[CELLS];
    private final Random noise;
    private final double driftPercentPerHour;
    private double celsius = AMBIENT_CELSIUS;
    private double amps;

    /**
     * A pack of new cells.
     *
     * @param driftPercentPerHour how fast its first cell loses charge to the others; 0 for a healthy pack
     */
    PackModel(double ratedAmpHours, double socPercent, double driftPercentPerHour, Random random) {
        this.driftPercentPerHour = driftPercentPerHour;
        this.noise = random;
        for (int i = 0; i < CELLS; i++) {
            capacityAmpHours[i] = ratedAmpHours * (1 + 0.003 * random.nextGaussian());
            ohms[i] = NOMINAL_OHMS * (1 + 0.01 * random.nextGaussian());
            this.socPercent[i] = socPercent + 0.1 * random.nextGaussian();
        }
    }

    /** Makes a cell weak: less capacity, more resistance. */
    void weaken(int cell, double capacityShare, double resistanceFactor) {
        capacityAmpHours[cell - 1] *= capacityShare;
        ohms[cell - 1] *= resistanceFactor;
    }

    /** Lets a current flow for a while, positive when charging. */
    void step(double currentAmps, double seconds) {
        amps = currentAmps;
        for (int i = 0; i < CELLS; i++) {
            socPercent[i] += currentAmps * seconds / 36 / capacityAmpHours[i];
        }
        socPercent[0] -= driftPercentPerHour * seconds / 3_600;
        celsius += currentAmps * currentAmps * seconds * HEATING_CELSIUS_PER_SQUARE_AMP_SECOND
                - (celsius - AMBIENT_CELSIUS) * Math.min(1, seconds * COOLING_SHARE_PER_SECOND);
    }

    double meanSocPercent() {
        double sum = 0;
        for (double soc : socPercent) {
            sum += soc;
        }
        return sum / CELLS;
    }

    double highestCellVolts() {
        double highest = 0;
        for (int i = 0; i < CELLS; i++) {
            highest = Math.max(highest, volts(i));
        }
        return highest;
    }

    double lowestCellVolts() {
        double lowest = Double.MAX_VALUE;
        for (int i = 0; i < CELLS; i++) {
            lowest = Math.min(lowest, volts(i));
        }
        return lowest;
    }

    /** As the pack's meter reads it, to the mV. */
    int cellMillivolts(int cell) {
        return (int) Math.round(volts(cell - 1) * 1_000 + 0.3 * noise.nextGaussian());
    }

    /** In steps of 0.1 °C, as the pack reports it. */
    int centiCelsius(int sensor) {
        return (int) Math.round((celsius + 0.4 * (sensor - 1) + 0.02 * noise.nextGaussian()) * 10) * 10;
    }

    private double volts(int index) {
        return LfpCurve.openCircuitVolts(socPercent[index]) + amps * ohms[index];
    }
}
