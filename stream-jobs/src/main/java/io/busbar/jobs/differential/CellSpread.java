package io.busbar.jobs.differential;

import io.busbar.measure.Quality;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The spread of the cells of one pack in one frame: which cell is highest, which lowest, how many took part. Ties go to the lowest
 * cell number. Immutable.
 *
 * @param maxCell number of the highest cell, from 1
 * @param minCell number of the lowest cell, from 1
 */
public record CellSpread(int maxMillivolts, int minMillivolts, int maxCell, int minCell) {

    /** A spread is given when at least 80 % of the expected cells have a reading. */
    private static final int QUORUM_PERCENT = 80;

    /** The cell differential in mV. */
    public int differentialMillivolts() {
        return maxMillivolts - minMillivolts;
    }

    /**
     * The spread of these cells.
     *
     * @param cellMillivolts by cell number from 1; below 0 where there is no reading
     * @param cellQuality bits of {@link Quality} by cell: an implausible one takes no part; empty when every cell is good
     * @param expected how many cells the pack has
     * @return null below quorum: no value rather than a wrong one
     */
    public static @Nullable CellSpread of(short[] cellMillivolts, byte[] cellQuality, int expected) {
        int max = Integer.MIN_VALUE;
        int min = Integer.MAX_VALUE;
        int maxCell = 0;
        int minCell = 0;
        int used = 0;
        for (int i = 0; i < cellMillivolts.length; i++) {
            int millivolts = cellMillivolts[i];
            if (millivolts < 0 || (cellQuality.length > 0 && (cellQuality[i] & Quality.IMPLAUSIBLE) != 0)) {
                continue;
            }
            used++;
            if (millivolts > max) {
                max = millivolts;
                maxCell = i + 1;
            }
            if (millivolts < min) {
                min = millivolts;
                minCell = i + 1;
            }
        }
        boolean quorum = used > 0 && used * 100L >= (long) expected * QUORUM_PERCENT;
        return quorum ? new CellSpread(max, min, maxCell, minCell) : null;
    }

    /** The span over the cells of packs in series; null when one of them has no spread. */
    public static @Nullable Integer spanMillivolts(List<@Nullable CellSpread> packs) {
        int max = Integer.MIN_VALUE;
        int min = Integer.MAX_VALUE;
        for (CellSpread pack : packs) {
            if (pack == null) {
                return null;
            }
            max = Math.max(max, pack.maxMillivolts());
            min = Math.min(min, pack.minMillivolts());
        }
        return packs.isEmpty() ? null : Integer.valueOf(max - min);
    }
}
