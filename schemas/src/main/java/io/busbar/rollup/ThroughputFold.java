package io.busbar.rollup;

/**
 * Adds up energy and charge between samples of voltage and current. Confined to the thread of its fold.
 */
final class ThroughputFold {

    /** The widest range that the catalogue calls plausible; a reading beyond it is no reading of power. */
    private static final int MAX_MILLIVOLTS = 2_000_000;

    private static final int MAX_MILLIAMPS = 2_000_000;

    /** µW × ms, which are nJ, into µJ. */
    private final Ramp power = new Ramp(1_000);

    /** mA × ms are µC. */
    private final Ramp current = new Ramp(1);

    private boolean known;
    private long lastAtMillis;
    private long lastMicrowatts;
    private long lastMilliamps;
    private long rampEndMillis = Long.MIN_VALUE;
    private long rampStartMillis;
    private long energyIn;
    private long energyOut;
    private long chargeIn;
    private long chargeOut;
    private long coveredMillis;

    static boolean isPower(int millivolts, int milliamps) {
        return millivolts >= 0
                && millivolts <= MAX_MILLIVOLTS
                && milliamps >= -MAX_MILLIAMPS
                && milliamps <= MAX_MILLIAMPS;
    }

    /** Whether a sample of power at this moment would still be joined to the last one. */
    boolean awaits(long atMillis, long gapCapMillis) {
        return known && atMillis - lastAtMillis <= gapCapMillis;
    }

    /** Draws the lines from the last sample to this one, unless it is too far away. */
    void join(long atMillis, int millivolts, int milliamps, long gapCapMillis) {
        long microwatts = (long) millivolts * milliamps;
        if (awaits(atMillis, gapCapMillis)) {
            power.set(lastMicrowatts, microwatts, atMillis - lastAtMillis);
            current.set(lastMilliamps, milliamps, atMillis - lastAtMillis);
            rampStartMillis = lastAtMillis;
            rampEndMillis = atMillis;
        } else {
            part();
        }
        known = true;
        lastAtMillis = atMillis;
        lastMicrowatts = microwatts;
        lastMilliamps = milliamps;
    }

    /** No line leads on from the last sample. */
    void part() {
        known = false;
        rampEndMillis = Long.MIN_VALUE;
    }

    void weigh(long fromMillis, long untilMillis) {
        if (fromMillis >= rampEndMillis) {
            return;
        }
        long since = fromMillis - rampStartMillis;
        long until = untilMillis - rampStartMillis;
        energyIn += power.positive(since, until);
        energyOut += power.negative(since, until);
        chargeIn += current.positive(since, until);
        chargeOut += current.negative(since, until);
        coveredMillis += until - since;
    }

    boolean reachesBeyond(long atMillis) {
        return rampEndMillis > atMillis;
    }

    Throughput close() {
        if (coveredMillis == 0) {
            return Throughput.NONE;
        }
        Throughput throughput =
                new Throughput(new Flow(energyIn, energyOut), new Flow(chargeIn, chargeOut), coveredMillis);
        energyIn = 0;
        energyOut = 0;
        chargeIn = 0;
        chargeOut = 0;
        coveredMillis = 0;
        return throughput;
    }
}
