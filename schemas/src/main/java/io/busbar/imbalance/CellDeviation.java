package io.busbar.imbalance;

/**
 * How far a cell is from the median of its pack. Immutable.
 *
 * @param cell number from 1
 * @param meanMillivolts above 0 when the cell is higher than the median
 * @param samples how many it is the mean of
 */
public record CellDeviation(int cell, double meanMillivolts, long samples) {

    public CellDeviation {
        if (cell < 1 || samples < 1) {
            throw new IllegalArgumentException("cell=%d, samples=%d, must be at least 1".formatted(cell, samples));
        }
    }
}
