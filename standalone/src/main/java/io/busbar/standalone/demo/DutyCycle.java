package io.busbar.standalone.demo;

/** What a plant asks of its batteries: an hour of charge, a rest, an hour of discharge, a rest; plants are out of step. Immutable. */
record DutyCycle(long offsetSeconds, double amps) {

    private static final long CHARGE_SECONDS = 66 * 60;
    private static final long REST_SECONDS = 15 * 60;
    private static final long DISCHARGE_SECONDS = 60 * 60;
    private static final long CYCLE_SECONDS = CHARGE_SECONDS + REST_SECONDS + DISCHARGE_SECONDS + REST_SECONDS;

    /** The wanted current at a moment, positive when charging. */
    double ampsAt(long epochSecond) {
        long second = Math.floorMod(epochSecond + offsetSeconds, CYCLE_SECONDS);
        if (second < CHARGE_SECONDS) {
            return amps;
        }
        boolean discharges = second >= CHARGE_SECONDS + REST_SECONDS && second < CYCLE_SECONDS - REST_SECONDS;
        return discharges ? -amps : 0;
    }
}
