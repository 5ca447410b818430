package io.busbar.query.analytics;

import io.busbar.measure.Catalogue;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.query.access.VisibleDevice;
import io.busbar.query.series.LatestReadings;
import io.busbar.query.series.LatestReadings.Reading;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The latest visible readings of one device, by role. Immutable. */
record VisibleLatest(VisibleDevice device, Catalogue catalogue, List<Reading> readings) {

    static VisibleLatest of(LatestReadings.Said said, Catalogue catalogue) {
        return new VisibleLatest(said.device(), catalogue, said.readings());
    }

    /** The point of a role; null when the type has none or it is hidden. */
    static @Nullable MeasuringPoint point(Catalogue catalogue, VisibleDevice device, Role role) {
        MeasuringPoint point = catalogue.byRole(device.type(), role);
        return point != null && device.points().sees(point) ? point : null;
    }

    /** The reading of a role, null when there is none that is believed. */
    @Nullable
    Reading believed(Role role) {
        MeasuringPoint point = catalogue.byRole(device.type(), role);
        if (point == null) {
            return null;
        }
        for (Reading reading : readings) {
            Integer id = reading.column().point();
            if (id != null && id == point.id() && point.plausible(reading.value())) {
                return reading;
            }
        }
        return null;
    }

    /** The same as a number. */
    @Nullable
    Long value(Role role) {
        Reading reading = believed(role);
        return reading == null ? null : Long.valueOf(reading.value());
    }
}
