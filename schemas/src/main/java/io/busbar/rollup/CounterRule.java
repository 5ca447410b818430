package io.busbar.rollup;

/**
 * How two consecutive readings of a counter of energy since manufacture are understood. It should never fall, and sometimes does:
 *
 * <ul>
 *   <li>it begins again at 0 beyond its last number: an increase, when the number is known and the first reading is in its highest tenth, the
 *       second in its lowest;
 *   <li>its maker corrects it: the total falls by at most 1 %, and the correction is subtracted, so that it is not counted again when the
 *       counter comes back to where it was;
 *   <li>it falls further, or rises faster than the battery could have been charged: the counter was set back or is another one. Nothing is counted
 *       then, because what lies between the two readings is not known.
 * </ul>
 *
 * Immutable.
 *
 * @param rolloverAtWattHours the number after its last, which reads 0 again; 0 when it has no known last
 * @param maxWatts the most power that the battery can take
 */
public record CounterRule(long rolloverAtWattHours, long maxWatts) {

    /** A counter without a known last number, on the largest battery that the catalogue calls plausible: 2000 V × 2000 A. */
    public static final CounterRule UNKNOWN = new CounterRule(0, 4_000_000);

    /** Counters step by up to 1 kWh. */
    private static final long STEP_WATT_HOURS = 1_000;

    private static final long MILLIS_PER_HOUR = 3_600_000;

    /** How one reading follows another. Immutable. */
    enum Kind {
        INCREASE,
        ROLLOVER,
        CORRECTION,
        RESET
    }

    public CounterRule {
        if (rolloverAtWattHours < 0 || maxWatts < 1) {
            throw new IllegalArgumentException("rolloverAtWattHours=%d (at least 0), maxWatts=%d (at least 1)"
                    .formatted(rolloverAtWattHours, maxWatts));
        }
    }

    Kind kind(long before, long after, long millis) {
        boolean fell = after < before;
        if (fell && rolloverAtWattHours > 0 && isRollover(before, after)) {
            return canHaveRisen(rolloverAtWattHours - before + after, millis) ? Kind.ROLLOVER : Kind.RESET;
        }
        if (fell) {
            return before - after <= before / 100 ? Kind.CORRECTION : Kind.RESET;
        }
        return canHaveRisen(after - before, millis) ? Kind.INCREASE : Kind.RESET;
    }

    /** Wh from one reading to the other; below 0 for a correction. */
    long difference(Kind kind, long before, long after) {
        return switch (kind) {
            case INCREASE, CORRECTION -> after - before;
            case ROLLOVER -> rolloverAtWattHours - before + after;
            case RESET -> 0;
        };
    }

    private boolean isRollover(long before, long after) {
        return before < rolloverAtWattHours
                && before >= rolloverAtWattHours - rolloverAtWattHours / 10
                && after < rolloverAtWattHours / 10;
    }

    private boolean canHaveRisen(long wattHours, long millis) {
        return (double) (wattHours - STEP_WATT_HOURS) * MILLIS_PER_HOUR <= (double) maxWatts * millis;
    }
}
