package io.busbar.rollup;

/**
 * How complete what a logger sent of one hour is. Immutable.
 *
 * @param startMillis of the hour, UTC, or of the part of it that was asked for
 * @param endMillis exclusive
 * @param expectedFrames by its upload interval
 * @param receivedFrames with different observation times
 * @param coveredMillis how much of the time is not further from the frame before than the gap cap
 */
public record LedgerHour(
        long startMillis, long endMillis, long expectedFrames, long receivedFrames, long coveredMillis) {

    public LedgerHour {
        if (startMillis >= endMillis
                || expectedFrames < 0
                || receivedFrames < 0
                || coveredMillis < 0
                || coveredMillis > endMillis - startMillis) {
            throw new IllegalArgumentException(
                    "hour out of range: %d to %d, expectedFrames=%d, receivedFrames=%d, coveredMillis=%d (0 to its length)"
                            .formatted(startMillis, endMillis, expectedFrames, receivedFrames, coveredMillis));
        }
    }

    /** Frames that are missing at least: some may have come twice as often as expected, and others not at all. */
    public long missingFrames() {
        return Math.max(0, expectedFrames - receivedFrames);
    }
}
