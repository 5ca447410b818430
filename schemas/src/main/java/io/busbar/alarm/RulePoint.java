package io.busbar.alarm;

import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.measure.ValueKind;
import org.jspecify.annotations.Nullable;

/**
 * The point that a rule looks at: a role, which every device type plays with its own id, or an id of one device type. The roles of cells and
 * probes stand for all of them together. In JSON the role's name or the id as a number. Immutable.
 *
 * @param role null when the point is named by its id
 * @param id 0 when the point is named by its role
 */
public record RulePoint(@Nullable Role role, int id) {

    public RulePoint {
        if ((role == null) == (id == 0)) {
            throw new IllegalArgumentException("a point is a role or an id: role=" + role + ", id=" + id);
        }
        if (id < 0) {
            throw new IllegalArgumentException("id of a point=" + id + ", allowed: 1 and more");
        }
        if (role != null && !role.single() && !role.numbered()) {
            throw new IllegalArgumentException("several points may play the role " + role + ": name one by its id");
        }
    }

    public static RulePoint of(Role role) {
        return new RulePoint(role, 0);
    }

    public static RulePoint of(int id) {
        return new RulePoint(null, id);
    }

    /** True when it stands for all cells or all probes of a pack. */
    public boolean numbered() {
        return role != null && role.numbered();
    }

    /** The point, or the first of them, on devices of the type; null when they have none that is a number. */
    @Nullable
    MeasuringPoint on(DeviceType type, Catalogue catalogue) {
        MeasuringPoint point;
        if (role == null) {
            point = catalogue.point(type, id);
        } else if (role == Role.CELL_VOLTAGE) {
            point = catalogue.cell(type, 1);
        } else if (role == Role.TEMPERATURE) {
            point = catalogue.temperature(type, 1);
        } else {
            point = catalogue.byRole(type, role);
        }
        return point == null || point.kind() != ValueKind.NUMBER ? null : point;
    }

    /** As in JSON. */
    @Override
    public String toString() {
        return role == null ? Integer.toString(id) : role.name();
    }
}
