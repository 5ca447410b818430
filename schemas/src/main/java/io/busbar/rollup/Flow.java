package io.busbar.rollup;

/**
 * What went into a battery and out of it, each counted for itself: energy in µJ, or charge in µC. One Wh, as one Ah, is
 * {@value #MICROS_PER_HOUR} of them. Immutable.
 *
 * @param inMicros while charging
 * @param outMicros while discharging, a positive number
 */
public record Flow(long inMicros, long outMicros) {

    public static final long MICROS_PER_HOUR = 3_600_000_000L;

    public static final Flow NONE = new Flow(0, 0);

    public Flow {
        if (inMicros < 0 || outMicros < 0) {
            throw new IllegalArgumentException(
                    "flow below 0: inMicros=%d, outMicros=%d".formatted(inMicros, outMicros));
        }
    }

    public Flow plus(Flow other) {
        return new Flow(Math.addExact(inMicros, other.inMicros), Math.addExact(outMicros, other.outMicros));
    }

    /** Wh or Ah that went in, for people. */
    public double inWattOrAmpereHours() {
        return (double) inMicros / MICROS_PER_HOUR;
    }

    /** Wh or Ah that came out, for people. */
    public double outWattOrAmpereHours() {
        return (double) outMicros / MICROS_PER_HOUR;
    }
}
