package io.busbar.query.alarms;

import io.busbar.alarm.Evidence;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.query.access.PointSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes out of evidence, field by field, what is of points that the person may not see. What the rule looked at they see. Immutable. */
final class EvidenceVeil {

    private final Catalogue catalogue;

    EvidenceVeil(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    Evidence over(Evidence evidence, DeviceType type, PointSet points) {
        boolean cells = points.seesEvery(Role.CELL_VOLTAGE, type, catalogue);
        return new Evidence(
                evidence.value(),
                evidence.scale(),
                evidence.unit(),
                evidence.cell(),
                evidence.beyond(),
                shown(evidence.maxMillivolts(), cells),
                shown(evidence.maxCell(), cells),
                shown(evidence.minMillivolts(), cells),
                shown(evidence.minCell(), cells),
                shown(evidence.socMillipercent(), sees(points, Role.SOC, type)),
                shown(evidence.currentMilliamps(), sees(points, Role.CURRENT, type)),
                shown(evidence.maxCentiCelsius(), points.seesEvery(Role.TEMPERATURE, type, catalogue)));
    }

    /** On the device itself, and on the BMS that may have told it in its place. */
    private boolean sees(PointSet points, Role role, DeviceType type) {
        List<DeviceType> tellers = new ArrayList<>(List.of(type));
        for (DeviceType other : catalogue.deviceTypes()) {
            if (type.equals(catalogue.packType(other))) {
                tellers.add(other);
            }
        }
        for (DeviceType teller : tellers) {
            MeasuringPoint point = catalogue.byRole(teller, role);
            if (point != null && !points.sees(point)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Integer shown(@Nullable Integer value, boolean isSeen) {
        return isSeen ? value : null;
    }
}
