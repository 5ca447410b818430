package io.busbar.jobs.sample;

import io.busbar.jobs.differential.CellSpread;
import org.jspecify.annotations.Nullable;

/**
 * Cells and temperatures of a pack in one frame. Immutable as long as nobody writes to the arrays.
 *
 * @param cellMillivolts by cell number from 1; null where there is no reading
 * @param cellQuality bits of {@link io.busbar.measure.Quality} by cell; empty when every cell is good
 * @param centiCelsius by sensor number from 1, 0.01 °C; null where there is no reading
 * @param spread of the plausible cells; null below quorum
 * @param cellsUsed how many cells have a plausible reading
 * @param cellsExpected how many the pack says it has, or sent places for
 */
public record PackSample(
        @Nullable Integer[] cellMillivolts,
        int[] cellQuality,
        @Nullable Integer[] centiCelsius,
        @Nullable CellSpread spread,
        int cellsUsed,
        int cellsExpected) {}
