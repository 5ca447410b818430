package io.busbar.rollup;

import java.util.Arrays;

/**
 * Counts differentials by value. Needs room for those that occur, not for those that could: a bucket of five minutes often has one. Confined to the
 * thread of its fold.
 */
final class DistributionFold {

    private int[] millivolts = new int[4];
    private int[] times = new int[4];
    private int distinct;

    void add(int value, int more) {
        int at = Arrays.binarySearch(millivolts, 0, distinct, value);
        if (at < 0) {
            at = insert(-at - 1, value);
        }
        times[at] = Math.addExact(times[at], more);
    }

    int distinct() {
        return distinct;
    }

    int millivolts(int index) {
        return millivolts[index];
    }

    int times(int index) {
        return times[index];
    }

    /** What was counted; begins again. */
    Distribution close() {
        if (distinct == 0) {
            return Distribution.EMPTY;
        }
        Distribution distribution = Distribution.of(this);
        distinct = 0;
        return distribution;
    }

    private int insert(int at, int value) {
        if (distinct == millivolts.length) {
            millivolts = Arrays.copyOf(millivolts, 2 * distinct);
            times = Arrays.copyOf(times, 2 * distinct);
        }
        System.arraycopy(millivolts, at, millivolts, at + 1, distinct - at);
        System.arraycopy(times, at, times, at + 1, distinct - at);
        millivolts[at] = value;
        times[at] = 0;
        distinct++;
        return at;
    }
}
