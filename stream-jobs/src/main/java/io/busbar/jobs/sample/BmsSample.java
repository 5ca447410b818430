package io.busbar.jobs.sample;

import org.jspecify.annotations.Nullable;

/**
 * The hot points of a BMS in one frame; null where the frame has none. Immutable.
 *
 * @param currentMilliamps positive when charging
 * @param largestDifferentialMillivolts over the packs of the frame
 * @param largestDifferentialPack index in the frame of the pack it belongs to
 * @param spanMillivolts over all cells, for packs in series
 * @param quality the quality bits of all hot points together
 */
public record BmsSample(
        @Nullable Integer voltageMillivolts,
        @Nullable Integer currentMilliamps,
        @Nullable Integer socMillipercent,
        @Nullable Integer sohMillipercent,
        @Nullable Integer remainingWattHours,
        @Nullable Integer largestDifferentialMillivolts,
        @Nullable Integer largestDifferentialPack,
        @Nullable Integer spanMillivolts,
        int quality) {}
