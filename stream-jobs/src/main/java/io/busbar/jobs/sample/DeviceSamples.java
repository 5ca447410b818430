package io.busbar.jobs.sample;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one device of a frame leaves: a row of its kind, a row of its other points, and rows of single texts. Immutable.
 *
 * @param parentIndex index in the frame of the BMS that a pack belongs to, or {@link io.busbar.frame.Frame.Device#NO_PARENT}
 * @param pack cells and temperatures; null when it is no pack or sent none
 * @param bms hot points and differentials; null when it is no BMS or the frame has none
 */
public record DeviceSamples(
        String serialNumber,
        int typeCode,
        int parentIndex,
        @Nullable PackSample pack,
        @Nullable BmsSample bms,
        PointSamples points,
        List<PointText> texts,
        List<QuarantinedPoint> quarantined) {

    /** A number at the catalogue's scale. Quality bits: {@link io.busbar.measure.Quality}. */
    public record PointSample(int pointId, long value, int quality) {}

    public record PointText(int pointId, String text) {}

    /** A point that the catalogue has no place for, as it came: a number with its own scale, or a text. */
    public record QuarantinedPoint(
            long pointId, @Nullable Long unscaled, @Nullable Integer scale, @Nullable String text) {}

    /** About how many rows of a sample table the device leaves. */
    int rows() {
        return 2 + texts.size() + quarantined.size();
    }
}
