package io.busbar.jobs.sample;

import io.busbar.alarm.Observation;
import io.busbar.alarm.family.Said;
import io.busbar.measure.Role;
import java.util.Arrays;
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
        List<QuarantinedPoint> quarantined)
        implements Said {

    /** A number at the catalogue's scale. Quality bits: {@link io.busbar.measure.Quality}. */
    public record PointSample(int pointId, long value, int quality) {}

    public record PointText(int pointId, String text) {}

    /** A point that the catalogue has no place for, as it came: a number with its own scale, or a text. */
    public record QuarantinedPoint(
            long pointId, @Nullable Long unscaled, @Nullable Integer scale, @Nullable String text) {}

    /** Whether the samples leave a row that alarms are judged of. */
    public boolean isJudged() {
        return pack != null || bms != null;
    }

    @Override
    public boolean isOfBms() {
        return bms != null;
    }

    @Override
    public void tell(Observation seen) {
        if (pack != null) {
            seen.cells(pack.cellMillivolts(), pack.cellQuality(), pack.cellsExpected());
            seen.temperatures(pack.centiCelsius());
        }
        if (bms != null) {
            tell(seen, Role.VOLTAGE, bms.voltageMillivolts());
            tell(seen, Role.CURRENT, bms.currentMilliamps());
            tell(seen, Role.SOC, bms.socMillipercent());
            tell(seen, Role.SOH, bms.sohMillipercent());
            tell(seen, Role.REMAINING_ENERGY, bms.remainingWattHours());
            tell(seen, Role.LARGEST_DIFFERENTIAL, bms.largestDifferentialMillivolts());
            tell(seen, Role.SERIES_SPAN, bms.spanMillivolts());
        }
        for (int i = 0; i < points.size(); i++) {
            seen.value(points.ids()[i], points.values()[i], points.quality(i));
        }
    }

    @Override
    public long value(int pointId) {
        int place = Arrays.binarySearch(points.ids(), pointId);
        return place < 0 ? Observation.NO_VALUE : points.values()[place];
    }

    private static void tell(Observation seen, Role role, @Nullable Integer value) {
        if (value != null) {
            seen.value(role, value);
        }
    }

    /** About how many rows of a sample table the device leaves. */
    int rows() {
        return 2 + texts.size() + quarantined.size();
    }
}
