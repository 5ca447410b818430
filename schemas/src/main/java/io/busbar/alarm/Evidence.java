package io.busbar.alarm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the frame said at a transition; null where it did not tell. State of charge and current are the device's or, when it does not tell,
 * those of the BMS that it is part of. Immutable.
 *
 * @param value that the rule looked at, at {@code scale}; for a rate per minute
 * @param unit of the value, empty for counts and bits
 * @param cell number of the cell or probe that the value is of, from 1; 0 when it is of none
 * @param beyond numbers of the cells, or probes, that are beyond the raising limit; empty for other points
 */
public record Evidence(
        @Nullable Long value,
        int scale,
        String unit,
        int cell,
        List<Integer> beyond,
        @Nullable Integer maxMillivolts,
        @Nullable Integer maxCell,
        @Nullable Integer minMillivolts,
        @Nullable Integer minCell,
        @Nullable Integer socMillipercent,
        @Nullable Integer currentMilliamps,
        @Nullable Integer maxCentiCelsius) {

    /** Of silence. */
    public static final Evidence NONE =
            new Evidence(null, 0, "", 0, List.of(), null, null, null, null, null, null, null);

    public Evidence {
        beyond = List.copyOf(beyond);
    }
}
