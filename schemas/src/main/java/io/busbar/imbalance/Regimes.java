package io.busbar.imbalance;

import org.jspecify.annotations.Nullable;

/**
 * What is like and may be compared: the edges of the regions and of rest. Immutable.
 *
 * @param plateauBelowMillivolts the highest cell of a pack in the plateau is below this
 * @param topFromMillivolts at the top it is at least this
 * @param restMilliamps at rest the current is not further than this from 0
 */
public record Regimes(int plateauBelowMillivolts, int topFromMillivolts, int restMilliamps) {

    /** For LFP cells: 3.40 V, 3.50 V, 1 A. */
    public static final Regimes LFP = new Regimes(3_400, 3_500, 1_000);

    public Regimes {
        if (plateauBelowMillivolts < 1 || topFromMillivolts < plateauBelowMillivolts || restMilliamps < 0) {
            throw new IllegalArgumentException(
                    "regions out of order: plateauBelowMillivolts=%d (at least 1), topFromMillivolts=%d (not less), restMilliamps=%d (at least 0)"
                            .formatted(plateauBelowMillivolts, topFromMillivolts, restMilliamps));
        }
    }

    VoltageRegion region(int highestMillivolts) {
        if (highestMillivolts < plateauBelowMillivolts) {
            return VoltageRegion.PLATEAU;
        }
        return highestMillivolts >= topFromMillivolts ? VoltageRegion.TOP : VoltageRegion.KNEE;
    }

    CurrentDirection direction(@Nullable Integer milliamps) {
        if (milliamps == null) {
            return CurrentDirection.UNKNOWN;
        }
        if (milliamps > restMilliamps) {
            return CurrentDirection.CHARGE;
        }
        return milliamps < -restMilliamps ? CurrentDirection.DISCHARGE : CurrentDirection.REST;
    }
}
