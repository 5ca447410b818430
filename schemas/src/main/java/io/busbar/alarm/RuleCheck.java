package io.busbar.alarm;

import io.busbar.measure.Catalogue;
import io.busbar.measure.Category;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a rule makes sense on the device types that it names: its points exist there, with the unit of its limits. Stateless. */
public final class RuleCheck {

    private static final String CURRENT_UNIT = "A";

    private RuleCheck() {}

    /** Empty when the rule may be used. */
    public static List<String> problems(AlarmRule rule, Catalogue catalogue) {
        List<String> problems = new ArrayList<>();
        for (int code : rule.deviceTypes()) {
            DeviceType type = catalogue.deviceType(code);
            if (type == null) {
                problems.add("deviceTypes has " + code + ", allowed: "
                        + catalogue.deviceTypes().stream().map(DeviceType::code).toList());
                continue;
            }
            RulePoint point = rule.point();
            if (point != null) {
                check(problems, point, point.on(type, catalogue), type, rule.raise(), rule.clear());
                checkBit(problems, rule, point.on(type, catalogue));
            }
            for (Gate gate : rule.gates()) {
                checkNear(problems, gate.point(), type, catalogue, gate.min(), gate.max());
            }
            for (Release release : rule.releases()) {
                checkNear(problems, release.point(), type, catalogue, release.value(), null);
            }
        }
        return List.copyOf(problems);
    }

    /** Throws when there is a problem. */
    static AlarmRule require(AlarmRule rule, Catalogue catalogue) {
        List<String> problems = problems(rule, catalogue);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("alarm rule '" + rule.id() + "': " + String.join("; ", problems));
        }
        return rule;
    }

    /** The point on devices of the type or on the BMSs they are part of; null when neither has it. */
    static @Nullable MeasuringPoint near(RulePoint point, DeviceType type, Catalogue catalogue) {
        MeasuringPoint own = point.on(type, catalogue);
        if (own != null || type.category() != Category.BATTERIES) {
            return own;
        }
        for (DeviceType other : catalogue.deviceTypes()) {
            if (type.equals(catalogue.packType(other))) {
                MeasuringPoint ofBms = point.on(other, catalogue);
                if (ofBms != null) {
                    return ofBms;
                }
            }
        }
        return null;
    }

    private static void checkNear(
            List<String> problems,
            RulePoint point,
            DeviceType type,
            Catalogue catalogue,
            @Nullable Limit one,
            @Nullable Limit other) {
        check(problems, point, near(point, type, catalogue), type, one, other);
    }

    private static void check(
            List<String> problems,
            RulePoint named,
            @Nullable MeasuringPoint point,
            DeviceType type,
            @Nullable Limit one,
            @Nullable Limit other) {
        if (point == null) {
            problems.add("point " + named + " is no number that " + type.path() + " (" + type.code() + ") has");
            return;
        }
        for (@Nullable Limit limit : new @Nullable Limit[] {one, other}) {
            if (limit != null) {
                checkUnit(problems, named, point, type, limit);
            }
        }
    }

    private static void checkUnit(
            List<String> problems, RulePoint named, MeasuringPoint point, DeviceType type, Limit limit) {
        boolean capacity = limit.ofCapacity() && point.unit().equals(CURRENT_UNIT);
        String unit = capacity ? Limit.CAPACITY : point.unit();
        int scale = capacity ? Limit.CAPACITY_SCALE : point.scale();
        if (!limit.unit().equals(unit) || limit.scale() != scale) {
            problems.add("limit of point " + named + " in '" + limit.unit() + "' with " + limit.scale() + " decimals, "
                    + type.path() + " has '" + point.unit() + "' with " + point.scale()
                    + (point.unit().equals(CURRENT_UNIT) ? ", and C is allowed" : ""));
        }
    }

    private static void checkBit(List<String> problems, AlarmRule rule, @Nullable MeasuringPoint point) {
        if (rule.kind() != RuleKind.BIT || point == null) {
            return;
        }
        if (point.role() == Role.ALARM_REGISTER && rule.bit() == null) {
            problems.add("point " + rule.point() + " holds several alarms, bit is needed");
        }
        if (point.scale() != 0) {
            problems.add("point " + rule.point() + " has decimals, bits are in whole numbers");
        }
    }
}
