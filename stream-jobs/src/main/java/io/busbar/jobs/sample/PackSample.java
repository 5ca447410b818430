package io.busbar.jobs.sample;

import io.busbar.jobs.differential.CellSpread;
import org.jspecify.annotations.Nullable;

/**
 * Cells and temperatures of a pack in one frame. Immutable as long as nobody writes to the arrays.
 *
 * @param cellMillivolts by cell number from 1; {@link #NO_READING} where there is none
 * @param cellQuality bits of {@link io.busbar.measure.Quality} by cell; empty when every cell is good
 * @param centiCelsius by sensor number from 1, 0.01 °C; {@link #NO_READING} where there is none
 * @param spread of the plausible cells; null below quorum
 * @param cellsUsed how many cells have a plausible reading
 * @param cellsExpected how many the pack says it has, or sent places for
 */
public record PackSample(
        short[] cellMillivolts,
        byte[] cellQuality,
        short[] centiCelsius,
        @Nullable CellSpread spread,
        int cellsUsed,
        int cellsExpected) {

    /** Stands in the arrays for a sensor that is not there or not read; no voltage and no temperature has this value. */
    public static final short NO_READING = Short.MIN_VALUE;
}
