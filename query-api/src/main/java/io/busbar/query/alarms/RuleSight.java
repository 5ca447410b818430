package io.busbar.query.alarms;

import io.busbar.alarm.AlarmRule;
import io.busbar.alarm.RuleInputs;
import io.busbar.alarm.RuleScope;
import io.busbar.measure.Catalogue;
import io.busbar.measure.DeviceType;
import io.busbar.measure.MeasuringPoint;
import io.busbar.measure.Role;
import io.busbar.query.access.PointSet;
import io.busbar.query.access.Scope;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a person sees of rules: one whose points, or whose plant or device, are hidden does not exist. Of a shipped rule those device types are
 * seen on which nothing that it looks at is hidden; one of the organization is seen whole or not at all. Immutable.
 */
final class RuleSight {

    private final Catalogue catalogue;

    RuleSight(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** @param places the scopes of rules that the person sees */
    Optional<AlarmRule> seen(Scope scope, KeptRule kept, Set<RuleScope> places) {
        AlarmRule rule = kept.rule();
        if (kept.isShipped()) {
            return within(scope.pointsAnywhere(), rule);
        }
        return places.contains(rule.scope()) && seesWhole(scope.points(), rule) ? Optional.of(rule) : Optional.empty();
    }

    /** The rule for those of its device types on which nothing that it looks at is hidden; empty when there is none. */
    Optional<AlarmRule> within(PointSet points, AlarmRule rule) {
        List<Integer> types = rule.deviceTypes().stream()
                .filter(code -> isSeen(rule, code, points))
                .toList();
        return types.isEmpty() ? Optional.empty() : Optional.of(rule.forTypes(types));
    }

    /** Whether nothing that the rule looks at is hidden, on any of its device types. */
    boolean seesWhole(PointSet points, AlarmRule rule) {
        return rule.deviceTypes().stream().allMatch(code -> isSeen(rule, code, points));
    }

    /** The catalogue as if there were no points but those that are seen; cells and probes are there all or none. */
    Catalogue catalogue(PointSet points) {
        return catalogue.only(point -> point.role().numbered()
                ? points.seesEvery(point.role(), point.deviceType(), catalogue)
                : points.sees(point));
    }

    private boolean isSeen(AlarmRule rule, int typeCode, PointSet points) {
        DeviceType type = catalogue.deviceType(typeCode);
        return type != null && RuleInputs.of(rule, type, catalogue).stream().allMatch(point -> isSeen(point, points));
    }

    private boolean isSeen(MeasuringPoint point, PointSet points) {
        Role role = point.role();
        return role.numbered() ? points.seesEvery(role, point.deviceType(), catalogue) : points.sees(point);
    }
}
