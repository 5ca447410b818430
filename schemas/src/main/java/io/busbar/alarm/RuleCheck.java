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
    public static List<JsonFault> problems(AlarmRule rule, Catalogue catalogue) {
        List<JsonFault> problems = new ArrayList<>();
        for (int code : rule.deviceTypes()) {
            DeviceType type = catalogue.deviceType(code);
            if (type == null) {
                problems.add(new JsonFault(
                        "/deviceTypes",
                        "has " + code + ", allowed: "
                                + catalogue.deviceTypes().stream()
                                        .map(DeviceType::code)
                                        .toList()));
                continue;
            }
            RulePoint point = rule.point();
            if (point != null) {
                check(problems, "", point, point.on(type, catalogue), type, rule.raise(), rule.clear());
                checkBit(problems, rule, point.on(type, catalogue));
            }
            for (int i = 0; i < rule.gates().size(); i++) {
                Gate gate = rule.gates().get(i);
                checkNear(problems, "/gates/" + i, gate.point(), type, catalogue, gate.min(), gate.max());
            }
            for (int i = 0; i < rule.releases().size(); i++) {
                Release release = rule.releases().get(i);
                checkNear(problems, "/release/" + i, release.point(), type, catalogue, release.value(), null);
            }
        }
        return List.copyOf(problems);
    }

    /** Throws when there is a problem. */
    static AlarmRule require(AlarmRule rule, Catalogue catalogue) {
        List<JsonFault> problems = problems(rule, catalogue);
        if (!problems.isEmpty()) {
            throw new InvalidRuleException("alarm rule '" + rule.id() + "'", problems);
        }
        return rule;
    }

    /** The point on devices of the type or on the BMSs they are part of; null when neither has it. */
    public static @Nullable MeasuringPoint near(RulePoint point, DeviceType type, Catalogue catalogue) {
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
            List<JsonFault> problems,
            String place,
            RulePoint point,
            DeviceType type,
            Catalogue catalogue,
            @Nullable Limit one,
            @Nullable Limit other) {
        check(problems, place, point, near(point, type, catalogue), type, one, other);
    }

    private static void check(
            List<JsonFault> problems,
            String place,
            RulePoint named,
            @Nullable MeasuringPoint point,
            DeviceType type,
            @Nullable Limit one,
            @Nullable Limit other) {
        if (point == null) {
            problems.add(new JsonFault(
                    place + "/point",
                    "is " + named + ", no number that " + type.path() + " (" + type.code() + ") has"));
            return;
        }
        for (@Nullable Limit limit : new @Nullable Limit[] {one, other}) {
            if (limit != null) {
                checkUnit(problems, place, point, type, limit);
            }
        }
    }

    private static void checkUnit(
            List<JsonFault> problems, String place, MeasuringPoint point, DeviceType type, Limit limit) {
        boolean capacity = limit.ofCapacity() && point.unit().equals(CURRENT_UNIT);
        String unit = capacity ? Limit.CAPACITY : point.unit();
        int scale = capacity ? Limit.CAPACITY_SCALE : point.scale();
        if (!limit.unit().equals(unit) || limit.scale() != scale) {
            problems.add(new JsonFault(
                    place + "/unit",
                    "is '" + limit.unit() + "' with " + limit.scale() + " decimals, allowed: " + type.path() + " has '"
                            + point.unit() + "' with " + point.scale()
                            + (point.unit().equals(CURRENT_UNIT) ? ", and C" : "")));
        }
    }

    private static void checkBit(List<JsonFault> problems, AlarmRule rule, @Nullable MeasuringPoint point) {
        if (rule.kind() != RuleKind.BIT || point == null) {
            return;
        }
        if (point.role() == Role.ALARM_REGISTER && rule.bit() == null) {
            problems.add(new JsonFault("/bit", "is missing, point " + rule.point() + " holds several alarms"));
        }
        if (point.scale() != 0) {
            problems.add(new JsonFault("/point", "is " + rule.point() + ", with decimals: bits are in whole numbers"));
        }
    }
}
