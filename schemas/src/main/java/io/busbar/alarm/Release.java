package io.busbar.alarm;

import org.jspecify.annotations.Nullable;

/**
 * Another way for an alarm to end, beside its clearing limit: real BMSs also let go of an overvoltage once the battery discharges. While it
 * holds, an open alarm clears at once and none is raised, whatever gates and delays say. Of several cells or probes all must hold. A value
 * that is missing releases nothing. Immutable.
 *
 * @param point of the device itself or, when its frame has no such value, of the BMS that it is part of
 */
public record Release(RulePoint point, Comparison op, Limit value) {

    /** In JSON by its sign. Immutable. */
    public enum Comparison {
        BELOW("<"),
        AT_MOST("<="),
        ABOVE(">"),
        AT_LEAST(">=");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        static @Nullable Comparison ofSign(String sign) {
            for (Comparison comparison : values()) {
                if (comparison.sign.equals(sign)) {
                    return comparison;
                }
            }
            return null;
        }

        /** True when a limit from above decides: of several values the highest is the last to fall below. */
        boolean fromAbove() {
            return this == BELOW || this == AT_MOST;
        }
    }
}
